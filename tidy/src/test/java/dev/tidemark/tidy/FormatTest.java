package dev.tidemark.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One layout for all Java, so that a diff shows only what changed.
class FormatTest {
    private static final Formatter FORMATTER =
            new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());

    @Test
    void every_source_is_laid_out_by_the_formatter() {
        List<String> others =
                Checkout.texts(".java").parallelStream()
                        .filter(file -> !formatted(file).equals(file.text()))
                        .map(TextFile::path)
                        .toList();

        assertThat(others).as("run 'mvn spotless:apply' with JAVA_HOME on a JDK 25").isEmpty();
    }

    @Test
    void an_odd_layout_is_noticed() {
        TextFile odd = new TextFile("A.java", "class A { int a ; }\n");

        assertThat(formatted(odd)).isNotEqualTo(odd.text());
    }

    private static String formatted(TextFile file) {
        try {
            String text = FORMATTER.formatSource(file.text());
            text = RemoveUnusedImports.removeUnusedImports(text);
            return ImportOrderer.reorderImports(text, Style.GOOGLE);
        } catch (FormatterException e) {
            throw new IllegalArgumentException(file.path() + ": " + e.getMessage(), e);
        }
    }
}
