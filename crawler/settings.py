"""Settings of the project; every value that differs from Scrapy's default has its reason beside it."""

BOT_NAME = "nato-russia-corpus"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
SPIDER_LOADER_CLASS = "crawler.loader.SourceLoader"  # a mistake in a source is a sentence
COMMANDS_MODULE = "crawler.commands"

# --- Ours -------------------------------------------------------------------------------------------------------------
DATA_DIR = "."  # corpus/, rejected/, manifests/, archive/, staging/ and locks/ live below it
LEDGER = ""  # empty: DATA_DIR/ledger.sqlite
TOPIC = "nato_russia"  # a topic's name, the path of a topic file, or none
ARCHIVE_ENABLED = True  # without the pages an old corpus can never be improved
GUARD_ALLOW: list[str] = []  # private networks that may be fetched, such as 127.0.0.0/8
CONTACT = ""  # an e-mail address or URL for the user agent; required beyond loopback, so that outlets can complain
PROCESSES = 0  # extracting child processes; 0: one for a crawl, one a core for the offline commands
BROWSER = ""  # a Chromium's path; empty: searched under its usual names; none: nothing is rendered
BROWSER_PAGES = 2  # rendered at once, by all crawls of a process: each takes a core and 100 MB
BROWSER_SECONDS = 10  # a page that has not settled by then is taken as it is
BROWSER_REQUESTS = 100  # scripts and data of one rendered page: a page in a loop ends here
BUNDLED = ""  # HOST:PORT of the local server of the bundled outlets; development only

# Limits: the summary of a run names those that were reached.
LIMIT_PAGE_BYTES = 4_000_000  # a page is cut here while it is read; see pipelines/limits.py
LIMIT_MEMORY = 1_000_000_000  # bytes for extracting one page; see pipelines/limits.py
LIMIT_LISTING_BYTES = 64_000_000  # sitemaps may have 50 MB
LIMIT_ARTICLES = 20_000  # a run: two months of the largest outlet
LIMIT_SECONDS = 21_600  # a run: LIMIT_ARTICLES take 5.6 hours at one a second; an outlet that hangs ends here
LIMIT_LISTINGS = 500  # feeds, sitemaps and section pages a run: a calendar or facet trap ends here
LIMIT_SECTION_PAGES = 50  # pages of one section
LIMIT_LINKS = 5_000  # of one listing page

# --- Scrapy: nothing listens, nothing reads local files ---------------------------------------------------------------
DOWNLOAD_HANDLERS = {
    "http": "crawler.guard.GuardedHandler",  # addresses are checked where the connection is made
    "https": "crawler.guard.GuardedHandler",
    "file": None,  # a page must not name a file of this machine
    "data": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"  # the address that was checked is the address that is used

# --- scrapy-playwright: the browser has no network; crawler/visit.py gives a page what it asks for -------------------
PLAYWRIGHT_LAUNCH_OPTIONS = {
    "args": [
        "--host-resolver-rules=MAP * ~NOTFOUND",  # no name and no address leads anywhere
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ],
    "proxy": {"server": "http://nowhere.invalid:1"},  # what slips past (WebSockets, preconnects) ends here
}
PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT = 10_000  # milliseconds; the page itself comes from memory

# --- Scrapy: polite ---------------------------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True
USER_AGENT = "nato-russia-corpus/0.1"  # the contact is added when the crawl starts
DOWNLOAD_DELAY = 1.0  # seconds; a source can ask for less
CONCURRENT_REQUESTS_PER_DOMAIN = 4  # an outlet's server is not ours to load
AUTOTHROTTLE_ENABLED = True  # slower when the outlet answers slowly
AUTOTHROTTLE_START_DELAY = 1.0  # the default of 5 s waits long for nothing on a healthy outlet
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0
DOWNLOAD_SLOTS = {
    "rendered": {"delay": 0, "concurrency": 8},  # pages on their way to the browser, which takes BROWSER_PAGES
    "browser": {"delay": 0, "concurrency": 8},  # what they ask for: a reader's browser does not pause inside a page
}
DOWNLOAD_TIMEOUT = 30  # a news page that takes longer is retried; the default of 180 s holds a slot for minutes
RETRY_TIMES = 3
REDIRECT_MAX_TIMES = 8  # longer chains are loops
DOWNLOAD_MAXSIZE = 64_000_000  # bounds what a compressed answer may unpack to
DOWNLOAD_WARNSIZE = 0  # the run's summary counts cut pages

# --- Scrapy: items ----------------------------------------------------------------------------------------------------
ITEM_PIPELINES = {"crawler.item_pipeline.Collect": 100}
CONCURRENT_ITEMS = 1  # a page is one item; the default of 100 starts a hundred tasks a page
FEED_EXPORT_ENCODING = "utf-8"  # readable Cyrillic

# --- Scrapy: all that takes part in a crawl. What is only switched off is still imported, and asked for every page ----
EXTENSIONS_BASE: dict[str, int] = {}  # no remote control and no telnet console: they execute code that reaches them
EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logstats.LogStats": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
    "crawler.limits.StopLongRuns": 0,
    "crawler.limits.StopLongAnswers": 0,  # a page of 31 MB costs gigabytes when it is parsed
    "crawler.politeness.CrawlDelay": 0,  # robots.txt can ask for more than paths
    "crawler.feeds.PublishedFeeds": 0,  # -o and -O get the published articles, not the fetched pages
}
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}  # no cookies: every page as an anonymous reader gets it
DOWNLOADER_MIDDLEWARES = {
    "crawler.guard.Offsite": 50,  # Scrapy's own drops a redirect that leaves the outlet without a word
    "crawler.robots.Robots": 100,  # Scrapy's own fetches everything when robots.txt answers with an error
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.politeness.PatientRetry": 550,  # waits as long as a busy server asks
    "crawler.limits.Unpack": 590,  # Scrapy's own keeps half of what is cut
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,  # a page that refreshes itself is still the page
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}  # links are followed by discovery alone, which has its own bounds
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": 50,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": 700,  # the redirect middleware asks for it
}
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # filters nothing: discovery takes every address once
MEMUSAGE_LIMIT_MB = 2_000  # the crawl's own process takes 150 to 200; one that grows so far ends, the next run goes on
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the source of a callback again and again; mypy has read ours
LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []  # the lock file holds them
LOGSTATS_INTERVAL = 30.0
STATS_DUMP = False  # the summary table is shorter; -s STATS_DUMP=True shows all
