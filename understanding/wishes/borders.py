"""Near misses: what is ordered like something of ours and is something else, as a study room, a flight, a gym card."""

import re

from understanding.wishes.pieces import fold

_SURELY_COUNSELING = re.compile(
    r"counsel|counsl|councel|coumsel|therap|psych|shrink|mental|ment[ea]l health|心理|咨询|资询|諮商|谘商|谈心|沙盘|疏导|xinli|zixun",
    re.I,
)
_COUNSELING = re.compile(
    r"\b(?:appointments?|apointment|appt|sessions?|bookings?|slots?|waitlist)\b|预约|约好|老师|辅导|号"
)
_COUNSELING_INTENTS = frozenset(("book_counseling", "reschedule_counseling", "cancel_counseling", "list_counseling"))
_MESSAGES = re.compile(
    r"remind|rmind|notif|\balerts?\b|\bping|\bpush|messag|\btexts?\b|texting|\btips?\b|updates?|digest|newsletter|announcement"
    r"|\bspam|warning|notices?|nudge|bulletin|提醒|通知|推送|消息|信息|贴士|提示|预警|警报|日报|周报|摘要|短信"
)
_ANOTHER_THING = (
    r"doctors?|dentists?|physicians?|surgeons?|nurses?|clinic|hospital|gp|vet|barbers?|haircut|hairdressers?|salon|spa|massage"
    r"|gym|fitness|library|librarian|court|pitch|pool|table|restaurant|hotel|hostel|flights?|planes?|trains?|taxi|cab|ride|bus"
    r"|(?:study|meeting|class|seminar|piano|music|practice|reading|party)[- ]?rooms?|rooms?|classrooms?|seats? in the|labs?|laborator\w+"
    r"|microscope|printer|projector|exams?|tests?|courses?|classes|orders?|parcels?|packages?|deliver\w+|member(?:ship)?s?|password"
    r"|thesis|supervisor|visa|passport|bank|washing machine|dryer|laundry|jobs?|internships?|flat|apartment|bike|bicycle|car"
    r"|driving|netflix|spotify|phone plan|data plan|contract|card|locker|plumber|electrician|mechanic|photographer|tickets?|movie"
    r"|cinema|concert|tutor|vaccin\w+|shot|check-?up|physical|x-?ray|glasses|registrar|visa office|embassy"
)
_ANOTHER_THING_ZH = (
    r"(?<!心理)医生|大夫|牙医|牙科|看病|看牙|挂号|校医院|体检|疫苗|理发|剪头|美容|健身|游泳|球场|羽毛球|篮球场|网球|乒乓|自习室|研讨室|教室"
    r"|琴房|会议室|包间|包厢|饭店|餐厅|酒店|宾馆|民宿|机票|车票|火车|高铁|航班|飞机|出租|打车|网约车|外卖|快递|订单|兼职|工作(?!人员|坊|日)"
    r"|实习|家教|租房|房子|驾校|驾照|图书馆|座位|论文|导师|考试|选课|课程|密码|套餐|会员|话费|宽带|校园卡|水卡|护照|签证|洗衣|打印|实验室"
    r"|摄影|电影票|演唱会|门票|快递员|师傅|修理|维修"
)
_ORDERS = (
    r"\b(?:book|reserve|schedule|cancel|move|reschedule|postpone|change|see|find|get|arrange|call|want|need|looking for"
    r"|(?:make|have|get) an appointment (?:with|at|for|to see)|appointment (?:with|at)|sign (?:me )?up for|register(?: me)? for)\b"
)
_DETERMINED = r"(?:me |us )?(?:an?|the|my|our|another|some|this|that|any)"
_STOP = r"(?:for|on|at|with|by|from|to|in|next|this|tomorrow|today|tonight|please|pls|and|or|about|because|so|if|when|that|who)"
_OBJECT = re.compile(rf"{_ORDERS} {_DETERMINED} (?P<what>(?:(?!{_STOP}\b)[\w'-]+ ?){{1,4}})")
_WITH_ANOTHER = re.compile(
    rf"\b(?:{_ANOTHER_THING})(?:'s)? appointment|\b(?:appointment|meeting|slot|consultation) (?:with|at|for) (?:an?|the|my) (?:\w+ )?(?:{_ANOTHER_THING})\b"
)
_IS_ANOTHER = re.compile(rf"\b(?:{_ANOTHER_THING})\b")
_ORDERED_ZH = re.compile(
    r"(?:约|预约|预定|订|取消|退|改签?|挂|看|找|抢|办|叫)(?:一?[个下张份位次场间]|我的?|掉|了|去|到|周.|[明今后]天|的|用|\s)*"
    rf"(?:{_ANOTHER_THING_ZH})|把.{{0,4}}(?:{_ANOTHER_THING_ZH})"
)
_PAPER = re.compile(
    r"\b(?:lab|laboratory|internship|book|thought|progress|project|field|final|annual|grade|score|medical|weather|financial"
    r"|experiment|reading|practice|term) reports?\b|\breport cards?\b|\breport to the\b|\breports? (?:due|deadline|template|format)"
    r"|(?:write|print|hand in|submit|format)\b(?! an? (?:safety|hazard|incident)).{0,12}\breport|实验报告|思想汇报|实习报告|读书报告|调研报告|开题报告|体检报告|成绩(?:单|报告)|报告(?:厅|单|怎么写|格式)"
    r"|(?:写|打印|交)(?:一?份)?.{0,6}报告|报到"
)
_SWITCHED = re.compile(
    r"\b(?:turn|switch)(?:ing)? (?:on|off)\b|\b(?:subscribe|unsubscribe|stop|pause|cancel)\b|关掉|关闭|关上|关了|打开|开启|停掉|停止|订阅|退订|退掉|取消|关注"
)
_SWITCHED_THING = re.compile(
    r"\b(?:lights?|lamps?|heating|heater|heat|air ?con\w*|ac|fan|water|gas|power|electricity|washing machine|dryer|tv|wifi|router"
    r"|computer|phone|camera|projector|music|channel|vlog|youtube|podcast|magazine|newspaper|(?:mobile|phone|data|bus) plan|plan|membership|gym|netflix|spotify"
    r"|(?:fire )?alarm|siren|door|window|engine|elevator|lift)\b"
    r"|灯|暖气|空调|电扇|风扇|水龙头|阀门|电闸|闹铃|闹钟|警铃|洗衣机|电视|路由|网络|门|窗|公众号|频道|视频号|直播|套餐|会员|续费|校报|报纸|杂志|外卖|牛奶"
)


def is_another_matter(clause: str, intent: str) -> bool:
    """Say whether a clause that was read as the intent orders something that is none of ours."""
    text = fold(clause)
    if intent in _COUNSELING_INTENTS:
        return _is_another_appointment(text)
    if intent in ("subscribe_reminders", "unsubscribe_reminders"):
        return bool(_SWITCHED_THING.search(text) and _SWITCHED.search(text) and not _MESSAGES.search(text))
    if intent == "report_safety_incident":
        return bool(_PAPER.search(text))
    return False


def _is_another_appointment(text: str) -> bool:
    if _SURELY_COUNSELING.search(text):
        return False
    what = _OBJECT.search(text)
    if what is not None:
        return bool(_IS_ANOTHER.search(what["what"]) or _WITH_ANOTHER.search(text))
    if _ORDERED_ZH.search(text):
        return True
    return bool(_IS_ANOTHER.search(text)) and not _COUNSELING.search(text) and bool(re.search(_ORDERS, text))
