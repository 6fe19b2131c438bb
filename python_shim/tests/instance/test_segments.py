"""A segment is whole from the moment it is announced."""

from __future__ import annotations

from instance_process import InstanceProcess


async def test_a_segment_has_all_its_samples_as_soon_as_it_is_announced(instance: InstanceProcess) -> None:
    # With turns of this length, segments end inside the silence between turns as well as inside the sound.
    texts = [f"Turn number {n} of a dialogue that others should not disturb." for n in range(20)]
    job, fetched = await instance.create(*texts), 0
    async for event in instance.events(job["id"]):
        if event["type"] == "segment":
            path = f"/api/jobs/{job['id']}/revisions/{event['revision']}/segments/{event['n']}.wav"
            answer = await instance.client.get(path)
            assert (len(answer.content) - 44) // 2 == event["samples"]
            fetched += event["samples"]
    assert fetched == round((await instance.get(f"/api/jobs/{job['id']}"))["audio"]["seconds"] * 24_000)
