"""What somebody does by saying something, in both languages: only an order is one."""

import pytest

from understanding.parse import Wish, WishKind
from understanding.wishes.borders import is_another_matter
from understanding.wishes.going_on import is_only_a_time, is_only_about_a_counselor
from understanding.wishes.grammar import FILES, deeds, grammar
from understanding.wishes.lines import read as read_file
from understanding.wishes.matters import asks_for_times, reminder_subjects
from understanding.wishes.meant import meant
from understanding.wishes.own_reminder import asks_own_reminder
from understanding.wishes.reading import both, is_question, read

SIGN_UP, LEAVE = "sign_up_event", "leave_event"
BOOK, MOVE, CANCEL, LIST = "book_counseling", "reschedule_counseling", "cancel_counseling", "list_counseling"
ON, OFF = "subscribe_reminders", "unsubscribe_reminders"
PERSON, REPORT = "talk_to_human", "report_safety_incident"

SAID: dict[WishKind, dict[str, tuple[str, ...]]] = {
    "ordered": {
        SIGN_UP: (
            "sign me up for the workshop",
            "could you sign me up for the workshop?",
            "don't forget to sign me up for the workshop",
            "if possible, please register me for the workshop",
            "would you mind signing me up for the workshop?",
            "I'd like to take part in the singing contest",
            "put my name down for the job fair please, I don't want to miss it",
            "I don't want the lecture, sign me up for the workshop",
            "my roommate signed up for the workshop, sign me up too",
            "能帮我报名工作坊吗",
            "别忘了帮我报名工作坊",
            "我要报名工作坊",
            "方便的话帮我报一下双选会",
            "我室友都去了，给我也报一个双选会",
            "我不想听讲座，帮我报名工作坊",
            "主题党日算我一个",
        ),
        LEAVE: (
            "take me off the list for the job fair",
            "cancel my sign-up",
            "取消我工作坊的报名",
            "帮我退掉双选会的名额",
        ),
        BOOK: (
            "can you book me a counselor for Thursday?",
            "I'd like to see a psychologist",
            "我想约咨询",
            "帮我约李静老师",
        ),
        CANCEL: (
            "cancel my appointment",
            "I can't make it to my appointment, please cancel",
            "我想取消咨询可以吗",
            "我去不了咨询了，帮我取消",
        ),
        MOVE: ("could you move my appointment to Friday?", "把我的预约改到周五"),
        OFF: (
            "unsubscribe",
            "stop sending me event reminders",
            "please don't send me job alerts any more",
            "no more weekly tips, please",
            "退订",
            "别再给我发活动提醒了",
            "我不想再收到就业提醒",
            "能把就业提醒关了吗",
        ),
        ON: ("turn event reminders back on", "打开活动提醒", "重新接收安全通知"),
        PERSON: (
            "I want to talk to a human",
            "can I talk to a person please?",
            "I don't want to talk to a bot, give me a person",
            "human please",
            "转人工",
            "能不能帮我叫个老师",
            "我不想跟机器人聊，给我找个人",
            "我要人工",
        ),
        REPORT: ("I want to report a broken handrail", "我要上报扶手坏了"),
    },
    "negated": {
        SIGN_UP: (
            "I don't want to sign up for the workshop",
            "please don't put my name down for the job fair",
            "I never asked to be registered",
            "no need to sign me up",
            "I'd rather not join the volunteering",
            "leave me off the list",
            "sign me up for the workshop. no, don't sign me up",
            "不要给我报名工作坊",
            "先别帮我报名讲座",
            "我没说要报名",
            "我不打算参加主题党日",
        ),
        LEAVE: ("please don't cancel my place", "别取消我的名额"),
        BOOK: ("no counseling for me", "I don't want to see a psychologist", "不约心理老师", "我没有要预约咨询"),
        CANCEL: (
            "don't cancel my appointment",
            "I don't want to cancel, just checking",
            "我不想取消预约，只是想确认一下时间",
        ),
        MOVE: ("please don't move my appointment", "别动我的预约"),
        OFF: ("don't unsubscribe me", "keep the job alerts on", "不要退订安全通知", "我没要退订", "就业提醒别停"),
        PERSON: ("I don't want to talk to a person", "no need to call a teacher", "不用转人工", "我不想找老师"),
        REPORT: ("I don't want to report anything", "我没想举报谁"),
    },
    "asked": {
        SIGN_UP: (
            "how do I sign up?",
            "does the workshop cost anything to join?",
            "can I bring a friend if I register?",
            "am I already signed up?",
            "I want to sign up for the workshop, how do I do that?",
            "would you join the workshop if you were me?",
            "讲座要提前报名吗",
            "我报上工作坊了吗",
            "报名以后能取消吗",
            "不报名可以直接去吗",
        ),
        CANCEL: ("what happens if I cancel?", "how late can I cancel a session?", "取消预约会不会影响下次"),
        BOOK: ("do I need a referral to make an appointment?", "预约咨询需要辅导员同意吗"),
        OFF: ("how do I turn off the reminders?", "why do I get these reminders?", "怎么退订提醒", "关掉提醒会怎么样"),
        PERSON: (
            "how do I reach a real person?",
            "can a person read what I write here?",
            "转人工要等多久",
            "晚上有老师在吗",
        ),
        REPORT: ("can I report something anonymously?", "举报需要实名吗"),
    },
    "of_others": {
        SIGN_UP: (
            "my roommate wants to sign up for the workshop",
            "a friend of mine registered for the job fair yesterday",
            "he wants to join",
            "sign my friend up for the workshop",
            "我室友想报名工作坊",
            "帮我朋友报名双选会",
            "她说要去报模考",
            "班长给全班报了讲座",
        ),
        CANCEL: ("my friend would like to cancel his appointment", "我同学取消了她的预约"),
        OFF: ("my roommate unsubscribed from the job alerts", "turn off job alerts for my roommate", "她把通知都关了"),
        PERSON: ("my friend talked to a counselor yesterday, to a teacher too", "舍友问这里能不能转人工"),
        REPORT: ("somebody has already reported it", "我室友已经举报了"),
    },
    "hypothetical": {
        SIGN_UP: (
            "I'm thinking about signing up",
            "maybe I'll join the job fair",
            "I was going to sign up but I forgot",
            "if I have time I'll register",
            "should I sign up?",
            "last year I signed up for it",
            "I'd love to join the job fair but I have an exam that day",
            "我在考虑要不要报名",
            "本来想报模考的，后来忘了",
            "有空的话我就报名讲座",
            "我想参加双选会但是那天有考试",
            "我想参加又怕人多",
        ),
        CANCEL: ("I might have to cancel on Thursday", "要不要取消预约呢"),
        OFF: ("I nearly unsubscribed last week", "以后也许会退订", "想象一下全部退订会怎样"),
        PERSON: ("maybe I should talk to a real person", "要是还不行我就转人工", "上个月我转过人工"),
    },
    "unclear": {
        SIGN_UP: (
            "workshop",
            "join us at the job fair on 5 December!",
            "I love joining workshops",
            "I want you to join the workshop with me",
            "send me the sign-up link for the job fair",
            "remind me to sign up for the job fair",
            'the button "sign me up" does not work',
            "双选会报名",
            "报名双选会的人好多",
            "把双选会的报名链接发我",
            "帮我记一下双选会报名时间",
        ),
        OFF: (
            "there are no more job alerts in my chat",
            "I don't want to miss any job alerts",
            "stop the messages from my bank",
            "stop the spam texts, I get ten a day",
            "stop suggesting therapy to me",
            "提醒太多了",
            "别再给我发垃圾短信了",
            "关掉抖音的推送",
            "别老推荐我去咨询",
        ),
        PERSON: (
            "get me a live agent at Amazon",
            "connect me with the operator of China Unicom",
            "帮我接京东的客服",
            "给我转移动的人工客服",
            "I want to meet someone",
            "I need someone to help me move",
            "please tell the teacher I'm sick",
            "我想转人工智能专业",
            "我想找个人一起吃饭",
            "老师让我找你",
            "我要去找老师",
        ),
    },
}
CASES = [
    (kind, intent, words) for kind, of_kind in SAID.items() for intent, lines in of_kind.items() for words in lines
]


@pytest.mark.parametrize(("kind", "intent", "words"), CASES)
def test_what_is_done_by_saying_it(kind: WishKind, intent: str, words: str) -> None:
    assert read(words, intent).kind == kind


def test_what_does_nothing_is_as_good_as_ordered() -> None:
    assert read("are there any lectures?", "ask_events") == Wish()


def test_an_order_keeps_only_the_words_that_order() -> None:
    said = read("don't sign me up for the lecture, sign me up for the workshop", SIGN_UP)
    assert said == Wish("ordered", "sign me up for the workshop")


def test_two_clauses_for_the_same_are_one_wish() -> None:
    no, yes = Wish("negated", "not the lecture"), Wish("ordered", "the workshop")
    assert both(no, yes) == both(yes, no) == yes
    assert both(Wish("unclear", "a"), no) == no
    assert both(yes, Wish("ordered", "the fair")).words == "the workshop\nthe fair"


def test_both_languages_know_the_same_deeds() -> None:
    for file in FILES.values():
        assert frozenset(read_file(file)["deeds"]) == deeds()
    assert all(grammar(language, intent) for language in FILES for intent in deeds())


@pytest.mark.parametrize("words", ["", "   ", "?!", "不" * 5_000, "not " * 2_000, '"', "“”", "\n\n", "😀"])
def test_no_words_are_too_odd(words: str) -> None:
    assert all(read(words, intent).kind != "ordered" for intent in deeds())


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        (BOOK, "book a study room"),
        (BOOK, "can I see a doctor on Sunday?"),
        (BOOK, "make an appointment at the barber's"),
        (BOOK, "schedule a meeting with my thesis supervisor"),
        (BOOK, "帮我预约自习室"),
        (BOOK, "周日能看医生吗"),
        (BOOK, "我想找个周末的兼职"),
        (BOOK, "约导师讨论论文"),
        (CANCEL, "cancel my gym membership"),
        (CANCEL, "取消健身卡"),
        (CANCEL, "取消我的外卖订单"),
        (MOVE, "reschedule my flight"),
        (MOVE, "改签火车票"),
        (ON, "subscribe to your channel"),
        (ON, "关注你们公众号"),
        (OFF, "turn off the lights in the library"),
        (OFF, "关掉图书馆的灯"),
        (REPORT, "I have to hand in my lab report"),
        (REPORT, "实验报告怎么写"),
    ],
)
def test_a_near_miss_is_another_matter(intent: str, words: str) -> None:
    assert is_another_matter(words, intent)
    assert meant(words, intent, is_weak=False) == "out_of_scope"


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        (BOOK, "I want to see a doctor for psychological help"),
        (BOOK, "我想看心理医生"),
        (BOOK, "考试焦虑想约老师谈谈"),
        (MOVE, "my exam clashes with the counseling, change it"),
        (CANCEL, "Thursday doesn't work, cancel"),
        (OFF, "turn off the job alerts"),
        (OFF, "关掉就业提醒"),
        (REPORT, "submit a safety report"),
    ],
)
def test_what_is_ours_is_no_near_miss(intent: str, words: str) -> None:
    assert not is_another_matter(words, intent)


@pytest.mark.parametrize(
    ("likeliest", "is_weak", "words", "intent"),
    [
        (CANCEL, False, "cancel my sign-up for the volunteering", LEAVE),
        (SIGN_UP, False, "take me off the list for the job fair", LEAVE),
        (OFF, False, "把我从志愿服务名单里去掉", LEAVE),
        ("ask_events", False, "is the job fair cancelled?", "ask_events"),
        (OFF, False, "cancel the event reminders", OFF),
        (MOVE, False, "12月3日周四上午9点约咨询", BOOK),
        (MOVE, False, "book me a counselor on Thursday 3 December", BOOK),
        (MOVE, False, "把周三的咨询改到周五", MOVE),
        (MOVE, False, "I don't want to cancel my appointment, I only want to check the time", CANCEL),
        (LIST, False, "我同学上周约了咨询", BOOK),
        ("ask_academic_support", False, "until when can I register for the mock exam?", SIGN_UP),
        ("ask_growth", False, "主题党日算我一个", SIGN_UP),
        ("out_of_scope", True, "sign me up for the lecture on chips", SIGN_UP),
        ("greet", True, "请把我的咨询取消掉", CANCEL),
        ("out_of_scope", True, "connect me to the campus wifi", "out_of_scope"),
        ("out_of_scope", True, "what time does the library close", "out_of_scope"),
    ],
)
def test_what_is_meant_where_it_was_taken_for_something_else(
    likeliest: str, is_weak: bool, words: str, intent: str
) -> None:
    assert meant(words, likeliest, is_weak=is_weak) == intent


@pytest.mark.parametrize(
    ("words", "subjects"),
    [
        ("turn off the job alerts", ("employment",)),
        ("turn off job and event reminders", ("events", "employment")),
        ("mute the weekly safety tips", ("safety_education",)),
        ("unsubscribe me from everything", ("all",)),
        ("stop everything except appointments", ()),
        ("除了安全其他都别发", ("all_but_safety",)),
        ("把预约提醒打开", ("appointments",)),
        ("别再给我发活动提醒了", ("events",)),
        ("退订", ()),
    ],
)
def test_reminders_are_told_by_their_names(words: str, subjects: tuple[str, ...]) -> None:
    assert reminder_subjects(words) == subjects


@pytest.mark.parametrize(
    ("words", "is_own"),
    [
        ("提醒我下周三交论文", True),
        ("remind me to buy milk tomorrow", True),
        ("remind me of my exam", True),
        ("明天提醒我", True),
        ("remind me", False),
        ("提醒我明天的讲座", False),
        ("remind me of my appointment", False),
        ("打开提醒", False),
    ],
)
def test_ones_own_matters_are_told_from_our_reminders(words: str, is_own: bool) -> None:
    assert asks_own_reminder(words) == is_own


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("how do I book a counselor?", True),
        ("is Ms Li available on Friday?", True),
        ("怎么预约心理老师", True),
        ("周五有空吗", True),
        ("is counseling free?", False),
        ("咨询一次多长时间", False),
    ],
)
def test_a_question_for_times_is_told_from_others(words: str, asks: bool) -> None:
    assert asks_for_times(words) == asks


@pytest.mark.parametrize("rest", ["and on ?", "那呢", "what about  instead", "换成行吗", "could we make it"])
def test_little_beside_a_time_goes_on(rest: str) -> None:
    assert is_only_a_time(rest)


@pytest.mark.parametrize(
    "rest", ["食堂开吗", "can I see a doctor on ?", "is there a bus on ", "有校车吗", "有讲座吗", "兼职"]
)
def test_any_other_word_beside_a_time_is_a_new_question(rest: str) -> None:
    assert not is_only_a_time(rest)


def test_a_wish_about_the_counselor_says_nothing_else() -> None:
    assert is_only_about_a_counselor("换成男老师吧")
    assert is_only_about_a_counselor("actually make it a woman who speaks English")
    assert not is_only_about_a_counselor("a man broke the door")
    assert not is_only_about_a_counselor("女厕所在哪")


def test_a_question_is_told_from_an_answer_with_a_question_mark() -> None:
    assert is_question("does the library open on Sunday?")
    assert is_question("食堂周末开吗")
    assert not is_question("in the library?")


IN_OTHER_WORDS: list[tuple[str, str, WishKind]] = [
    (SIGN_UP, "sing me up for the workshop", "ordered"),
    (SIGN_UP, "I would be most grateful if you could register me for the lecture", "ordered"),
    (SIGN_UP, "is there any way you could put my name down for the career talk", "ordered"),
    (SIGN_UP, "so can you like enrol me for the mock exam", "ordered"),
    (SIGN_UP, "帮我抱名双选会", "ordered"),
    (SIGN_UP, "把我名字加到模考名单里", "ordered"),
    (LEAVE, "sorry cant make the job fair anymore pls take my name off", "ordered"),
    (LEAVE, "I wont be able to come to the workshop can you cancel it for me", "ordered"),
    (LEAVE, "I'm afraid I have to give up my place at the workshop", "ordered"),
    (LEAVE, "主题党日我不参加了，报名撤回", "ordered"),
    (LEAVE, "我那个模考不考了，名额让给别人吧", "ordered"),
    (LEAVE, "学委把他的报名取消了", "of_others"),
    (BOOK, "I was wondering if I could make an appointment, perhaps next Thursday", "ordered"),
    (BOOK, "I was wondering whether counseling is confidential", "hypothetical"),
    (MOVE, "can we move my session to another day", "ordered"),
    (MOVE, "can I move my appointment more than once?", "asked"),
    (MOVE, "能换个时间吗", "ordered"),
    (MOVE, "咨询能改几次时间", "asked"),
    (OFF, "enough with the job alerts already", "ordered"),
    (OFF, "i dont want these notices anymore", "ordered"),
    (OFF, "stop spamming me", "ordered"),
    (OFF, "能不能别老给我发就业的消息", "ordered"),
    (OFF, "就业提醒给我退了", "ordered"),
    (OFF, "I don't want any reminders set up, just show me the timetable", "negated"),
    (ON, "keep me posted on job deadlines", "ordered"),
    (ON, "put the event reminders back on", "ordered"),
    (ON, "学业截止提醒给我订上", "ordered"),
    (ON, "谁给我订的这些通知", "asked"),
    (PERSON, "I would be grateful if a member of staff could contact me", "ordered"),
    (PERSON, "no humans please", "negated"),
    (PERSON, "I'd rather keep talking to you than to staff", "negated"),
    (PERSON, "can I talk to a person on weekends?", "asked"),
    (PERSON, "could a teacher answer me at night?", "asked"),
    (PERSON, "转人工后是老师接还是学生接", "asked"),
    (PERSON, "人工客服周六在不在", "asked"),
    (PERSON, "叫人工之后是谁来回我", "asked"),
    (PERSON, "我朋友想找人工问贷款的事", "of_others"),
    (REPORT, "I was wondering if I could report a loose handrail", "ordered"),
    (REPORT, "please let security know that the fire door is locked", "ordered"),
    (REPORT, "请通知保卫处，灯架快掉了", "ordered"),
]


@pytest.mark.parametrize(("intent", "words", "kind"), IN_OTHER_WORDS)
def test_the_same_is_said_in_many_ways(intent: str, words: str, kind: WishKind) -> None:
    assert read(words, intent).kind == kind


@pytest.mark.parametrize(
    ("words", "taken_for", "means"),
    [
        ("my friend talked to a counselor yesterday", "worried_about_friend", BOOK),
        ("我同学说她跟李静老师做咨询聊得很好", "worried_about_friend", BOOK),
        ("my roommate sees a therapist but cries every night", "worried_about_friend", "worried_about_friend"),
        ("室友看了心理医生还是天天哭", "worried_about_friend", "worried_about_friend"),
        ("I have to give up my place at the calculus workshop", "ask_academic_support", LEAVE),
        ("slot me in for the ice and snow day", ON, SIGN_UP),
        ("把活动提醒退订一下", ON, OFF),
        ("麻烦跟保卫处说一声，东门有人尾随", "ask_safety_notices", REPORT),
        ("cancel my course registration", CANCEL, "out_of_scope"),
    ],
)
def test_what_is_surely_misread_is_put_right(words: str, taken_for: str, means: str) -> None:
    assert meant(words, taken_for, is_weak=False) == means
