package dev.tidemark.client.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.client.envelope.BundleException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealedBundleTest {

    private static final byte[] CONTENT =
            "{\"canary\":\"caf\u00e9\"}".getBytes(StandardCharsets.UTF_8);
    private static final String PASSPHRASE = "correct horse \u00e9";
    private static final int COSTS = 9;

    /** Sealed once, as that takes its time on purpose. */
    private static final byte[] BUNDLE = seal(CONTENT);

    private static byte[] seal(byte[] content) {
        return SealedBundle.seal(content, PASSPHRASE.toCharArray(), new SecureRandom());
    }

    private static BundleException refused(byte[] bundle, String passphrase) {
        return catchThrowableOfType(
                BundleException.class, () -> SealedBundle.open(bundle, passphrase.toCharArray()));
    }

    @Test
    void what_was_sealed_opens_exactly_as_it_was() throws BundleException {
        assertThat(SealedBundle.isBundle(BUNDLE)).isTrue();
        assertThat(SealedBundle.open(BUNDLE, PASSPHRASE.toCharArray())).isEqualTo(CONTENT);
        assertThat(new String(BUNDLE, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
    }

    @Test
    void a_passphrase_is_the_same_however_its_letters_are_spelled() throws BundleException {
        String decomposed = PASSPHRASE.replace("\u00e9", "e\u0301");

        assertThat(SealedBundle.open(BUNDLE, decomposed.toCharArray())).isEqualTo(CONTENT);
    }

    @Test
    void two_bundles_of_one_content_have_nothing_in_common_but_their_form() {
        byte[] other = seal(CONTENT);

        assertThat(other).hasSameSizeAs(BUNDLE);
        assertThat(Arrays.copyOfRange(other, 21, other.length))
                .isNotEqualTo(Arrays.copyOfRange(BUNDLE, 21, BUNDLE.length));
    }

    @Test
    void another_passphrase_opens_nothing_and_says_so() {
        BundleException error = refused(BUNDLE, "correct horse");

        assertThat(error.kind()).isEqualTo(Kind.WRONG_PASSPHRASE);
        assertThat(error).hasMessageContaining("nothing was read");
    }

    /** A byte of the salt, of the nonce, of the content, of the tag. */
    @ParameterizedTest
    @ValueSource(ints = {21, 40, 49, -1})
    void a_changed_byte_opens_nothing(int place) {
        byte[] changed = BUNDLE.clone();
        changed[place < 0 ? changed.length + place : place] ^= 1;

        assertThat(refused(changed, PASSPHRASE).kind()).isEqualTo(Kind.WRONG_PASSPHRASE);
    }

    @Test
    void a_bundle_that_was_cut_off_or_lengthened_opens_nothing() {
        assertThat(refused(Arrays.copyOf(BUNDLE, BUNDLE.length - 1), PASSPHRASE).kind())
                .isEqualTo(Kind.WRONG_PASSPHRASE);
        assertThat(refused(Arrays.copyOf(BUNDLE, BUNDLE.length + 1), PASSPHRASE).kind())
                .isEqualTo(Kind.WRONG_PASSPHRASE);
        assertThat(refused(Arrays.copyOf(BUNDLE, 30), PASSPHRASE).kind())
                .isEqualTo(Kind.NOT_A_BUNDLE);
        assertThat(refused(CONTENT, PASSPHRASE).kind()).isEqualTo(Kind.NOT_A_BUNDLE);
    }

    /** Memory in KiB, passes, lanes: none of it is spent. */
    @ParameterizedTest
    @CsvSource({
        "2147483647, 3, 1",
        "262145, 3, 1",
        "-1, 3, 1",
        "0, 3, 1",
        "65536, 11, 1",
        "65536, 2147483647, 1",
        "65536, 0, 1",
        "65536, 3, 5",
        "65536, 3, -1",
        "1024, 1, 1",
    })
    void a_header_that_asks_for_too_much_or_too_little_is_refused_before_it_costs(
            int memoryKib, int passes, int lanes) {
        byte[] hostile = BUNDLE.clone();
        ByteBuffer.wrap(hostile).position(COSTS).putInt(memoryKib).putInt(passes).putInt(lanes);

        assertThat(refused(hostile, PASSPHRASE).kind()).isEqualTo(Kind.STRANGE_COST);
    }

    @Test
    void a_newer_version_is_told_apart() {
        byte[] newer = BUNDLE.clone();
        newer[8] = 2;

        assertThat(refused(newer, PASSPHRASE).kind()).isEqualTo(Kind.NEWER);
        assertThat(refused(newer, PASSPHRASE)).hasMessageContaining("version 2");
    }

    @Test
    void a_short_passphrase_seals_nothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SealedBundle.seal(CONTENT, "1234567".toCharArray(), new SecureRandom()))
                .withMessageContaining("8 to 1000 characters");
    }
}
