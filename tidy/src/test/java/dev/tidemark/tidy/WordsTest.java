package dev.tidemark.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What no line of this project says.
class WordsTest {
    private static final Predicate<TextFile> ANY = file -> true;
    private static final Predicate<TextFile> TESTS = TextFile::isTest;

    /// Rules for all text, comments included.
    static Stream<LineRule> text_rules() {
        return Stream.of(
                rule(
                        "no marks are left",
                        "\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b",
                        "// TO" + "DO later",
                        "do it, or open an issue",
                        ANY),
                rule(
                        "no line ends in blanks",
                        "[ \\t]+$",
                        "int a;  ",
                        "they make noise in every diff",
                        ANY),
                rule(
                        "no tabs",
                        "\\t",
                        "\tint a;",
                        "the width of a tab is anybody's guess",
                        file -> !file.path().endsWith("Makefile")),
                rule(
                        "no conflict markers",
                        "^(<{7}|>{7}) ",
                        "<<<<<<" + "< HEAD",
                        "a merge was left half done",
                        ANY),
                rule(
                        "no authors in sources",
                        "@author\\b",
                        "/// @auth" + "or me",
                        "git knows",
                        TextFile::isJava));
    }

    /// Rules for code; comments may speak of these things.
    static Stream<LineRule> code_rules() {
        return Stream.of(
                rule(
                        "only sql says PRAGMA",
                        "(?i)\\bpragma\\b",
                        "execute(\"PRAGMA foreign_keys = on\");",
                        "how a database is opened must be decided in one place, or one connection is less safe than the rest",
                        file -> file.isMainJava() && !file.isIn("sql")),
                rule(
                        "only wire knows wire names",
                        "\"(acked|rejections|serverChanges|newSince|entityId|conflictId)\"",
                        "json.get(\"serverChanges\")",
                        "a contract can only be changed safely where all of it stands",
                        file -> file.isMainJava() && !file.isIn("wire")),
                rule(
                        "no test sleeps",
                        "Thread\\.sleep|TimeUnit\\.\\w+\\.sleep",
                        "Thread.sleep(100);",
                        "it is slow when it is right and wrong when the machine is slow; wait for the event, or use a fake clock",
                        TESTS),
                rule(
                        "no test is switched off",
                        "@Disabled|\\bassume(True|False|That|ingThat)\\(|Assumptions\\.|Assumptions;",
                        "@Disab" + "led",
                        "a test that does not run protects nothing; mend it or delete it",
                        TESTS),
                rule(
                        "no exception vanishes",
                        "catch \\((Exception|Throwable|IOException|SQLException) \\w+\\) *\\{ *\\}",
                        "} catch (IOException e) {}",
                        "an error that nobody hears of is found by a user",
                        TextFile::isJava),
                rule(
                        "nobody prints a stack trace",
                        "\\.printStackTrace\\(\\)",
                        "e.printStackTrace();",
                        "log it with its trace id, or throw it",
                        TextFile::isJava));
    }

    @ParameterizedTest
    @MethodSource("text_rules")
    void the_text_keeps(LineRule rule) {
        assertThat(Checkout.texts()).flatExtracting(rule::violations).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("code_rules")
    void the_code_keeps(LineRule rule) {
        assertThat(Checkout.texts(".java"))
                .flatExtracting(file -> rule.violations(file.withoutComments()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource({"text_rules", "code_rules"})
    void a_planted_line_is_caught(LineRule rule) {
        List<TextFile> places =
                List.of(
                        new TextFile("client/src/main/java/Planted.java", rule.planted()),
                        new TextFile("client/src/test/java/PlantedTest.java", rule.planted()));

        assertThat(places).flatExtracting(rule::violations).isNotEmpty();
    }

    private static LineRule rule(
            String claim, String banned, String planted, String why, Predicate<TextFile> where) {
        return new LineRule(claim, Pattern.compile(banned), planted, why, where);
    }
}
