"""Captions as other programs read them."""

from jupyterlab_vibevoice.contract import Captions
from jupyterlab_vibevoice.instance.captions import Cue, WordCue, split, to_json, to_srt, to_vtt

HELLO = Cue("t1", 0, "Nora", "Good evening.", 0.0, 1.25)
REPLY = Cue("t2", 1, "小明", "你好！", 1.5, 3725.0064, precision="estimated")


def test_vtt_names_speakers_and_says_that_the_speech_is_generated() -> None:
    assert to_vtt([HELLO, REPLY], title="The sea") == (
        "WEBVTT - The sea\n\nNOTE AI-generated speech\n\n"
        "00:00:00.000 --> 00:00:01.250\n<v Nora>Good evening.</v>\n\n"
        "00:00:01.500 --> 01:02:05.006\n<v 小明>你好！</v>\n"
    )


def test_srt_names_speakers_before_their_text() -> None:
    assert to_srt([HELLO]) == "1\n00:00:00,000 --> 00:00:01,250\nNora: Good evening.\n"
    assert to_srt([]) == ""


def test_text_cannot_become_markup_or_a_timing_line() -> None:
    nasty = Cue("t", 0, "A>B\nC", "<b>x & y</b> --> 00:00\n\nNOTE z", 0, 1)
    vtt = to_vtt([nasty], title="a\n\n00:00 --> 00:01")
    assert vtt.count("-->") == 1 and "<b>" not in vtt
    assert "<v A&gt;B C>&lt;b&gt;x &amp; y&lt;/b&gt; --&gt; 00:00 NOTE z</v>" in vtt
    assert to_srt([nasty]).count("-->") == 1


def test_a_long_turn_is_cut_after_sentences_at_the_times_of_its_words() -> None:
    text = (
        "The water glows because of very small animals. They shine when the waves move them about in the dark of night."
    )
    words = [WordCue(word.strip("."), number * 0.5, number * 0.5 + 0.4) for number, word in enumerate(text.split())]
    pieces = split(Cue("t", 0, "A", text, 0, 12, words=words))
    assert [piece[2] for piece in pieces] == [text[:46], text[47:]]
    assert pieces[0][1] == pieces[1][0] == words[8].start
    assert pieces[-1][1] == 12


def test_without_times_of_words_a_long_turn_is_cut_in_proportion() -> None:
    text = "今晚我们站在海边，四周一片漆黑，而海水正在发光，这究竟是怎么一回事呢，请听我慢慢说来。" * 2
    pieces = split(Cue("t", 0, "A", text, 10, 20))
    assert "".join(piece[2] for piece in pieces) == text
    assert pieces[0][:2] == (10, 15) and pieces[1][:2] == (15, 20)


def test_json_is_what_the_contract_says_with_words() -> None:
    cue = Cue("t1", 0, "Nora", "Hi you", 0, 1, words=(WordCue("Hi", 0, 0.31234), WordCue("you", 0.4, 1)))
    wire = to_json([cue, REPLY], job_id="j1", revision=2, language="en")
    captions = Captions.model_validate(wire)
    assert captions.cues[0].words is not None and captions.cues[0].words[0].end == 0.312
    assert captions.cues[1].words is None and captions.language == "en"
