package dev.tidemark.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextFileTest {
    @Test
    void comments_go_and_lines_stay() {
        String text = "int a; // one\n/* two\n   three */ int b;\n/// four\nint c;";

        assertThat(without(text)).isEqualTo("int a; \n\n int b;\n\nint c;");
    }

    @Test
    void what_looks_like_a_comment_in_a_string_stays() {
        String text =
                "String a = \"http://x\"; char q = '\"'; // gone\nString b = \"\"\"\n // stays\n\"\"\";";

        assertThat(without(text))
                .isEqualTo(
                        "String a = \"http://x\"; char q = '\"'; \nString b = \"\"\"\n // stays\n\"\"\";");
    }

    private static String without(String text) {
        return new TextFile("A.java", text).withoutComments().text();
    }
}
