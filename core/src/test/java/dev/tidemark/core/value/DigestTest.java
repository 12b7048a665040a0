package dev.tidemark.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {

    @Test
    void a_digest_is_the_hash_over_the_lines_of_all_records() {
        Digest digest = new Digest();
        digest.add("a", "sha256:01");
        digest.add("b", "sha256:02");

        assertThat(digest.count()).isEqualTo(2);
        assertThat(digest.hash()).isEqualTo(Canonical.hash("a sha256:01\nb sha256:02\n"));
        assertThat(new Digest().hash())
                .isEqualTo(
                        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void ids_are_sorted_by_their_bytes_and_not_by_their_chars() {
        List<String> ids =
                new ArrayList<>(
                        List.of("\uFFFD", "\uD83D\uDE80", "a", "é", "ab", "", "\uE000", "Z"));
        List<String> byBytes = new ArrayList<>(ids);
        byBytes.sort((a, b) ->
                Arrays.compareUnsigned(
                        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        ids.sort(Digest.BYTEWISE);

        assertThat(ids).isEqualTo(byBytes).endsWith("\uFFFD", "\uD83D\uDE80");
    }

    @Test
    void a_record_out_of_order_or_twice_is_an_error_that_names_it() {
        Digest digest = new Digest();
        digest.add("b", "sha256:01");

        assertThatThrownBy(() -> digest.add("a", "sha256:01"))
                .hasMessageContaining("a came after b");
        assertThatThrownBy(() -> digest.add("b", "sha256:01"))
                .hasMessageContaining("b came after b");
    }
}
