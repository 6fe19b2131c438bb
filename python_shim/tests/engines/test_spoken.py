"""What is said for what is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_vibevoice.engines.draft.spoken import read_aloud

CHINESE = {
    "今天是2026年11月22日，气温-3℃，涨了25%。": "今天是二零二六年十一月二十二日，气温负三摄氏度，涨了百分之二十五。",
    "2026-11-22 到 2026/11/25": "二零二六年十一月二十二日 到 二零二六年十一月二十五日",
    "票价¥1,299元": "票价一千二百九十九元",
    "只要￥100": "只要一百元",
    "他花了$3.5万": "他花了三点五万美元",
    "打电话13812345678": "打电话幺三八幺二三四五六七八",
    "会议12:30开始，1/2杯": "会议十二点三十分开始，二分之一杯",
    "比分3:2，速度120km/h": "比分三比二，速度每小时一百二十公里",
    "2月2日": "二月二日",
    "10-12天，10~12元": "十到十二天，十到十二元",
    "用GPT-4o写": "用GPT 四o写",
    "涨50%~60%，看第1-3章": "涨百分之五十到百分之六十，看第一到第三章",
    "Win11和H100": "Win十一和H一零零",
    "看https://example.com/a?b=1，好": "看example.com，好",
    "COVID-19和A4纸": "COVID 十九和A四纸",
    "５０人": "五十人",
    "没有数字": "没有数字",
    "**你好**，[链接](https://a.b)": "你好，链接",
}
ENGLISH = {
    "It costs $1,299.50.": "It costs 1299 dollars and 50 cents.",
    "Only $1 or £5.05": "Only 1 dollar or 5 pounds and 5 pence",
    "$5 million, $2bn": "5 million dollars, 2 billion dollars",
    "On 2026-11-22": "On November 22nd, 20 26",
    "in 1905, 1999, 2000 and 2026": "in 19 oh 5, 19 99, 2000 and 20 26",
    "from 1914-1918, pages 10-12": "from 19 14 to 19 18, pages 10 to 12",
    "at 3:30 p.m. or 12:00 or 8:05am": "at 3 30 P M or 12 o'clock or 8 oh 5 A M",
    "Chapter IV, World War II": "Chapter 4, World War 2",
    "e.g. this, i.e. that, etc.": "for example, this, that is, that, et cetera.",
    "Call 555-1234": "Call 5 5 5, 1 2 3 4",
    "120 km/h, 1 km, 5kg, 20°C": "120 kilometers per hour, 1 kilometer, 5 kilograms, 20 degrees Celsius",
    "No. 5 is #1": "number 5 is number 1",
    "GPT-4o ran 3/4": "GPT 4o ran three quarters",
    "1,000,000 people, 1,204 rooms": "1000000 people, 1204 rooms",
    "the 1990s and '90s": "the 19 nineties and nineties",
    "24/7 and/or 11/22/2026": "24 7 and or November 22nd, 20 26",
    "See https://www.example.com/path?x=1.": "See example.com",
    "I am. He's IV drip.": "I am. He's IV drip.",
    "*really* **bold** `code`": "really bold code",
    "It’s fine": "It's fine",
    "2000 dollars, 1500 people": "2000 dollars, 1500 people",
}


@pytest.mark.parametrize("text", CHINESE)
def test_chinese_is_said_as_people_say_it(text: str) -> None:
    assert read_aloud(text).text == CHINESE[text]
    assert read_aloud(text).is_han


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_said_as_people_say_it(text: str) -> None:
    assert read_aloud(text).text == ENGLISH[text]
    assert not read_aloud(text).is_han


def test_a_number_alone_is_read_in_the_language_around_it() -> None:
    assert read_aloud("100").text == "100"
    assert read_aloud("100。").text == "一百。"
    assert read_aloud("100", leans_chinese=True).text == "一百"
    assert read_aloud("OK。", leans_chinese=True).is_han is False


def test_pictures_are_not_spoken() -> None:
    assert read_aloud("Great 👍🏽!").text.split() == ["Great", "!"]
    assert read_aloud("😂❤️").text == ""


@pytest.mark.parametrize("text", ["", "……", "—", "*** ---", "，。！", "()"])
def test_signs_alone_are_not_spoken(text: str) -> None:
    assert read_aloud(text).text == ""


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.sampled_from("0123456789.,:-/%$¥€年月日号元点 ab中文一二三GPT℃km*_[]()#～、。？!") | st.characters(),
        max_size=40,
    )
)
def test_every_spoken_sign_leads_back_into_the_text(text: str) -> None:
    spoken = read_aloud(text)
    if spoken.text:
        assert len(spoken.origin) == len(spoken.text)
        assert all(0 <= start < end <= len(text) for start, end in spoken.origin)
        assert [start for start, _ in spoken.origin] == sorted(start for start, _ in spoken.origin)
