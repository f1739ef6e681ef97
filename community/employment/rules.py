"""Which words of a job advertisement warn of fraud."""

import re

HIGH_MONTHLY_PAY = 15_000  # yuan; several times what unskilled work pays, see the ministry's yearly wage tables
HIGH_DAILY_PAY = 300  # yuan

_FLAGS = {
    "fee": (
        r"(?:先|需|要|得|让我|交了?|缴|收).{0,6}(?:服装|押金|保证|报名|培训|体检|建档|材料|资料|工装|会员|中介)费"
        r"|(?:先|需要?|得|让我)(?:交|缴|付|转|打)(?:了|我)?.{0,4}(?:钱|款|费|元|块|\d+)|交.{0,8}押金|先交(?!.{0,4}(?:简历|材料|论文|作业|申请|表))|入职前.{0,6}(?:交|收)"
        r"|(?:uniform|training|deposit|registration|application|material|admin\w{0,12}|joining|security)\s{1,4}(?:fee|deposit)"
        r"|(?:pay(?! attention)|transfer|send).{0,25}"
        r"(?:money first|before (?:start|work|join)|deposit|up ?front)|fees? (?:up ?front|first)"
    ),
    "loan": (
        r"培训贷|先培训后|(?:分期|贷款).{0,8}(?:培训|学费)|(?:培训|学费).{0,8}(?:分期|贷款)"
        r"|train\w{0,9}.{0,20}(?:instal|loan|credit)|(?:loan|instal\w{1,9}).{0,20}(?:train|course|tuition)"
    ),
    "papers": (
        r"(?:扣|押|抵押|上交|收走|代管).{0,6}(?:身份证|毕业证|学位证|证件)|身份证.{0,6}(?:押|扣|抵)"
        r"|(?:keep|hold|hand (?:in|over)|take)\w{0,9}.{0,20}(?:\bid\b|id card|passport|diploma|certificate)s?"
    ),
    "account": (
        r"(?:银行卡|支付宝|微信|网银|账户).{0,6}(?:密码|验证码)|(?:验证码|密码).{0,6}(?:发|给|告诉)"
        r"|(?:租|借|出借)\S{0,3}银行卡|跑分"
        r"|(?:bank|card|account).{0,15}(?:password|pin\b|code)|verification code"
        r"|(?:rent|lend|borrow).{0,12}(?:bank )?(?:card|account)"
    ),
    "orders": (
        r"刷单|刷好评|点赞.{0,4}(?:赚|返)|垫付|返现|返佣"
        r"|fake orders?|brush\w{0,9} orders?|like (?:videos|posts) for (?:money|cash)|boost\w{0,9} (?:sales|ratings)"
    ),
}
_UNSKILLED = re.compile(
    r"文员|打字|客服|录入|兼职|无需?经验|不限经验|在家|刷"
    r"|clerk|typist|typing|part.?time|no experience|from home|data entry",
    re.I,
)
_MONTHLY = (
    (re.compile(r"(?<!\d)(?<!\d\.)(\d{1,9}(?:\.\d{1,4})?)\s{0,4}万"), 10_000),
    (re.compile(r"(?<!\d)(?<!\d\.)(\d{1,9}(?:\.\d{1,4})?)\s{0,4}k\b", re.I), 1_000),
    (re.compile(r"(?:月薪|工资|salary|pay)\D{0,6}(\d{5,6})", re.I), 1),
    (re.compile(r"(\d{5,6})\s{0,4}(?:元|块|yuan|rmb)?\s{0,4}(?:/|per|a|每)?\s{0,4}(?:月|month)", re.I), 1),
)
_DAILY = re.compile(
    r"(?:日薪|日入|日结|一天|每天)\D{0,4}(\d{3,5})|(\d{3,5})\s{0,4}(?:元|块|yuan|rmb)?\s{0,4}(?:/|per|a|每)\s{0,4}(?:天|day)",
    re.I,
)
_PAID = re.compile(
    r"已经?(?:交|付|转|汇|打|缴)|(?:交|付|转|汇|打)了|转过去|被骗"
    r"|(?:i|we)(?:'ve| have)?\s{1,4}(?:already\s{1,4})?(?:paid|transferred|sent)|scammed",
    re.I,
)


def red_flags(words: str) -> tuple[str, ...]:
    """Return the warning signs in an advertisement or a recruiter's demand, the gravest kinds first.

    They are `fee` (money before work), `loan` (training on credit), `papers` (documents kept), `account` (bank codes
    wanted or accounts lent), `orders` (fake orders, money laid out) and `pay` (far above the job). None found says
    nothing about whether an offer is honest.
    """
    found = [flag for flag, pattern in _FLAGS.items() if re.search(pattern, words, re.I)]
    return (*found, "pay") if _pays_too_well(words) else tuple(found)


def _pays_too_well(words: str) -> bool:
    if not _UNSKILLED.search(words):
        return False
    monthly = [float(amount) * unit for pattern, unit in _MONTHLY for amount in pattern.findall(words)]
    daily = [float(one or other) for one, other in _DAILY.findall(words)]
    return max(monthly, default=0) >= HIGH_MONTHLY_PAY or max(daily, default=0) >= HIGH_DAILY_PAY


def has_paid(words: str) -> bool:
    """Say whether the student seems to have handed money over already."""
    return bool(_PAID.search(words))
