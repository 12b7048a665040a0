package dev.tidemark.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {

    private static final String ACCOUNT = UUID.randomUUID().toString();
    private static final String CREDENTIAL = UUID.randomUUID().toString();

    private static Token made(boolean ofDevice) {
        return Token.make(ofDevice, ACCOUNT, CREDENTIAL, RandomGenerator.getDefault());
    }

    @Test
    void a_token_is_read_as_it_was_shown() {
        for (boolean ofDevice : new boolean[] {true, false}) {
            Token token = made(ofDevice);
            Token read = Token.read(token.reveal()).orElseThrow();

            assertThat(read.account()).isEqualTo(ACCOUNT);
            assertThat(read.credential()).isEqualTo(CREDENTIAL);
            assertThat(read.ofDevice()).isEqualTo(ofDevice);
            assertThat(read.digest()).isEqualTo(token.digest());
            assertThat(token.reveal()).startsWith(token.prefix()).hasSize(90);
        }
    }

    @Test
    void its_text_and_its_prefix_give_no_secret_away() {
        Token token = made(false);
        assertThat(token.toString()).hasSizeLessThan(20);
        assertThat(Token.make(false, ACCOUNT, CREDENTIAL, RandomGenerator.getDefault()).prefix())
                .isEqualTo(token.prefix());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody", "tmk_", "tmd_short", "tmx_AAAA"})
    void any_other_text_is_none(String text) {
        assertThat(Token.read(text)).isEmpty();
    }

    @Test
    void letters_that_are_none_of_the_alphabet_are_none() {
        String good = made(false).reveal();
        assertThat(Token.read(good.substring(0, 89) + "!")).isEmpty();
        assertThat(Token.read(good + "A")).isEmpty();
    }
}
