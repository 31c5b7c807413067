"""Domains of mailboxes and sites: which are a company's own, and what of them is."""

from __future__ import annotations

# Where anybody has an address: such a domain names no company.
_FREE = frozenset((
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "passport.com", "ymail.com",
    "rocketmail.com", "icloud.com", "me.com", "mac.com", "aol.com", "aim.com", "proton.me", "protonmail.com", "pm.me",
    "mail.com", "email.com", "usa.com", "zoho.com", "zohomail.com", "fastmail.com", "fastmail.fm", "hey.com",
    "hushmail.com", "tutanota.com", "tuta.io", "yopmail.com", "inbox.com", "comcast.net", "verizon.net", "att.net",
    "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "earthlink.net", "btinternet.com", "sky.com",
    "talktalk.net", "virginmedia.com", "ntlworld.com", "qq.com", "vip.qq.com", "foxmail.com", "163.com", "vip.163.com",
    "126.com", "vip.126.com", "yeah.net", "188.com", "netease.com", "sina.com", "sina.cn", "vip.sina.com",
    "sina.com.cn", "sohu.com", "vip.sohu.com", "sogou.com", "tom.com", "139.com", "189.cn", "wo.cn", "wo.com.cn",
    "21cn.com", "21cn.net", "aliyun.com", "263.net", "263.net.cn", "eyou.com", "citiz.net", "x.cn", "china.com",
    "chinaren.com", "hongkong.com", "netvigator.com", "hinet.net", "pchome.com.tw", "seed.net.tw", "singnet.com.sg",
    "bigpond.com", "bigpond.net.au", "optusnet.com.au", "xtra.co.nz", "rediffmail.com", "rediff.com", "naver.com",
    "hanmail.net", "daum.net", "nate.com", "kakao.com", "nifty.com", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp",
    "web.de", "freenet.de", "t-online.de", "arcor.de", "posteo.de", "mailbox.org", "bluewin.ch", "orange.fr",
    "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "libero.it", "virgilio.it", "tin.it", "alice.it", "tiscali.it",
    "telefonica.net", "terra.es", "sapo.pt", "ziggo.nl", "kpnmail.nl", "planet.nl", "telenet.be", "skynet.be",
    "seznam.cz", "centrum.cz", "wp.pl", "o2.pl", "onet.pl", "op.pl", "interia.pl", "gazeta.pl", "azet.sk", "abv.bg",
    "freemail.hu", "citromail.hu", "ukr.net", "i.ua", "mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru",
    "rambler.ru", "ya.ru", "uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br", "globo.com", "walla.co.il",
    "walla.com", "mynet.com", "telkomsa.net", "mweb.co.za",
))  # fmt: skip
_FREE_EVERYWHERE = ("yahoo", "hotmail", "live", "outlook", "gmx", "yandex")  # yahoo.co.jp, hotmail.fr, gmx.at
_SECOND = frozenset(("com", "co", "net", "org", "gov", "edu", "ac", "or", "ne", "gob", "gen"))
# Where anybody has a page: only a name of one's own before it names a company (tiancheng.en.alibaba.com).
_SHARED = frozenset((
    "alibaba.com", "1688.com", "taobao.com", "tmall.com", "aliexpress.com", "jd.com", "pinduoduo.com", "yangkeduo.com",
    "made-in-china.com", "globalsources.com", "dhgate.com", "ec21.com", "indiamart.com", "tradeindia.com",
    "tradekey.com", "hc360.com", "youzan.com", "weidian.com", "shopee.com", "lazada.com", "amazon.com", "ebay.com",
    "etsy.com", "rakuten.co.jp", "mercadolibre.com", "allegro.pl", "ozon.ru", "facebook.com", "instagram.com",
    "linkedin.com", "twitter.com", "x.com", "youtube.com", "tiktok.com", "douyin.com", "weibo.com", "xiaohongshu.com",
    "zhihu.com", "bilibili.com", "vk.com", "whatsapp.com", "wa.me", "t.me", "linktr.ee", "google.com", "baidu.com",
    "qcc.com", "tianyancha.com", "wordpress.com", "blogspot.com", "wixsite.com", "weebly.com", "github.io",
    "myshopify.com", "shopify.com", "squarespace.com", "business.site", "webnode.com", "jimdo.com", "tumblr.com",
    "medium.com", "yelp.com", "crunchbase.com", "bing.com", "gitee.com", "github.com", "notion.site",
))  # fmt: skip
_NOBODY = frozenset(("www", "m", "en", "cn", "zh", "mobile", "shop", "store", "detail", "item", "page"))


def is_free(domain: str) -> bool:
    """Whether anybody can have an address there: such a domain names no company."""
    first, _dot, rest = domain.partition(".")
    return domain in _FREE or (
        first in _FREE_EVERYWHERE and ("." not in rest or rest.partition(".")[0] in _SECOND)
    )


def own_part(domain: str) -> str:
    """The part of a domain that is registered: ``mail.tc.com.cn`` is of ``tc.com.cn``."""
    labels = domain.split(".")
    own = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND else 2
    return ".".join(labels[-own:])


def company_domain(text: str) -> str:
    """The domain of a site or mailbox by which a company is known; empty if it names none.

    ``https://www.tc.example/en`` and ``info@tc.example`` give ``tc.example``.
    """
    host = text.strip().casefold().rpartition("://")[2].rpartition("@")[2]
    for end in "/?#:;, ":
        host = host.partition(end)[0]
    host = host.strip(".")
    if "." not in host or host.replace(".", "").isdecimal() or is_free(host):
        return ""
    base = own_part(host)
    if is_free(base):
        return ""
    if base not in _SHARED:
        return base
    labels = [label for label in host.removesuffix(base).split(".") if label and label not in _NOBODY]
    return f"{labels[-1]}.{base}" if labels else ""
