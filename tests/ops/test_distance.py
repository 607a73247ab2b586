"""Buckets of distances against transformers 5.24's `make_log_bucket_position`: the first distance of each bucket above half."""

import pytest

from tracer.ops.distance import signed_bucket

FIRST = {
    (256, 512): [128, 129, 130, 131, 133, 134, 136, 137, 139, 140, 142, 143, 145, 146, 148, 150, 151, 153, 155, 156, 158, 160, 161,
                 163, 165, 167, 169, 170, 172, 174, 176, 178, 180, 182, 184, 186, 188, 190, 192, 194, 196, 198, 201, 203, 205,
                 207, 210, 212, 214, 216, 219, 221, 224, 226, 229, 231, 234, 236, 239, 241, 244, 247, 249, 252, 255, 258, 260,
                 263, 266, 269, 272, 275, 278, 281, 284, 287, 290, 294, 297, 300, 303, 307, 310, 313, 317, 320, 324, 327, 331,
                 335, 338, 342, 346, 349, 353, 357, 361, 365, 369, 373, 377, 381, 385, 390, 394, 398, 403, 407, 411, 416, 420,
                 425, 430, 434, 439, 444, 449, 454, 459, 464, 469, 474, 479, 484, 490, 495, 500, 506],
    (32, 128): [16, 17, 19, 22, 25, 28, 32, 37, 43, 49, 56, 64, 74, 84, 97, 111],
    (6, 32): [3, 4, 10],
}  # fmt: skip


@pytest.mark.parametrize(("span", "furthest"), FIRST)
def test_far_distances_share_the_buckets_of_the_reference(span, furthest):
    half = span // 2
    for far in range(2 * furthest):
        bucket = far if far < half else half - 1 + sum(first <= far for first in FIRST[span, furthest])
        assert signed_bucket(far, span, furthest) == min(bucket, span - 1), far
        assert signed_bucket(-far, span, furthest) == -bucket or bucket == span - 1, far
    assert signed_bucket(-2 * furthest, span, furthest) == -span and signed_bucket(-2 * furthest, span, None) == -span


def test_without_buckets_each_distance_has_its_own_up_to_the_span():
    assert [signed_bucket(far, 3, None) for far in range(-5, 6)] == [-3, -3, -3, -2, -1, 0, 1, 2, 2, 2, 2]
