package dev.tidemark.core.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {

    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    @Test
    void sums_are_those_of_numbers_below_two_to_the_256th() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            Checksum one = random(random);
            Checksum other = random(random);
            BigInteger sum = number(one).add(number(other)).mod(MODULUS);
            BigInteger difference = number(one).subtract(number(other)).mod(MODULUS);
            assertEquals(sum, number(one.plus(other)), () -> one + " + " + other);
            assertEquals(difference, number(one.minus(other)), () -> one + " - " + other);
        }
    }

    /** With many ones and zeros side by side, where carries go wrong. */
    private static Checksum random(Random random) {
        long[] words = new long[4];
        for (int i = 0; i < words.length; i++) {
            words[i] =
                    switch (random.nextInt(4)) {
                        case 0 -> 0;
                        case 1 -> -1;
                        case 2 -> random.nextInt(3) - 1;
                        default -> random.nextLong();
                    };
        }
        return new Checksum(random.nextInt(9), words[0], words[1], words[2], words[3]);
    }

    private static BigInteger number(Checksum checksum) {
        return new BigInteger(1, checksum.bytes());
    }

    @Test
    void the_order_does_not_matter_and_what_comes_and_goes_leaves_no_trace() {
        List<Checksum> records = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            records.add(Checksum.of("id-" + i, "sha256:" + i % 7));
        }
        Checksum sum = sum(records);
        Collections.shuffle(records, new Random(1));
        assertEquals(sum, sum(records));
        assertEquals(200, sum.count());

        Checksum more = Checksum.of("id-900", "sha256:x");
        assertEquals(sum, sum.plus(more).minus(more));
        assertTrue(more.minus(more).isEmpty());
        assertEquals(sum, Checksum.of(200, sum.bytes()));
        assertEquals(64, sum.text().length());
    }

    private static Checksum sum(List<Checksum> records) {
        return records.stream().reduce(Checksum.EMPTY, Checksum::plus);
    }

    @Test
    void records_that_differ_in_anything_differ_here() {
        Checksum one = Checksum.of("a", "bc");
        assertNotEquals(one, Checksum.of("ab", "c"));
        assertNotEquals(one, Checksum.of("a", "bd"));
        assertNotEquals(one, one.plus(one));
        Checksum swapped = Checksum.of("a", "2").plus(Checksum.of("b", "1"));
        assertNotEquals(swapped, Checksum.of("a", "1").plus(Checksum.of("b", "2")));
    }

    @Test
    void a_sum_has_32_bytes() {
        assertThrows(IllegalArgumentException.class, () -> Checksum.of(0, new byte[31]));
    }
}
