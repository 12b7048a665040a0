package dev.tidemark.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// All policy stands in the parent pom; a module says what it is and what it uses.
class PomsTest {
    private static final int LINES_MAX = 100;
    private static final Pattern OWN_ARTIFACT =
            Pattern.compile("<artifactId>tidemark-([a-z]+)</artifactId>");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]*)</version>");
    private static final Pattern PLUGIN = Pattern.compile("(?s)<plugin>(.*?)</plugin>");

    @Test
    void the_parent_lists_the_modules_of_this_house() {
        assertThat(all(MODULE, parent().text())).isEqualTo(Module.folders());
    }

    @ParameterizedTest
    @EnumSource
    void a_module_pom_draws_the_arrows_of_its_module(Module module) {
        List<String> drawn = new ArrayList<>(all(OWN_ARTIFACT, pom(module).text()));
        drawn.removeAll(List.of("parent", module.folder()));

        assertThat(drawn).as("modules that " + module.folder() + " uses").allMatch(module::mayUse);
    }

    @ParameterizedTest
    @EnumSource
    void a_module_pom_leaves_versions_to_the_parent(Module module) {
        String own = pom(module).text().replaceFirst("(?s)<parent>.*?</parent>", "");

        assertThat(all(VERSION, own))
                .as("one place says which version of anything is used")
                .allMatch(version -> version.startsWith("${"));
    }

    @ParameterizedTest
    @EnumSource
    void a_module_pom_is_short(Module module) {
        assertThat(pom(module).lines())
                .as("policy belongs into the parent")
                .hasSizeLessThan(LINES_MAX);
    }

    @Test
    void the_parent_pins_every_plugin() {
        List<String> unpinned =
                all(PLUGIN, parent().text()).stream()
                        .filter(plugin -> !VERSION.matcher(plugin).find())
                        .toList();

        assertThat(unpinned).as("an unpinned plugin is another one next month").isEmpty();
    }

    @Test
    void no_version_is_a_range_or_a_moving_name() {
        assertThat(
                        all(
                                VERSION,
                                parent().text()
                                        .replaceAll(
                                                "(?s)<plugin>.*?</plugin>|<rules>.*?</rules>", "")))
                .noneMatch(version -> version.matches(".*[\\[(,].*|LATEST|RELEASE"));
    }

    private static TextFile parent() {
        return file("pom.xml");
    }

    private static TextFile pom(Module module) {
        return file(module.folder() + "/pom.xml");
    }

    private static TextFile file(String path) {
        return Checkout.texts(".xml").stream()
                .filter(each -> each.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + path));
    }

    private static List<String> all(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().map((MatchResult found) -> found.group(1)).toList();
    }
}
