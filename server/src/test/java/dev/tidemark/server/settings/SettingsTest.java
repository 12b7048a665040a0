package dev.tidemark.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.server.problem.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir private Path data;

    private Map<String, String> flags(String... more) {
        return switch (more.length) {
            case 0 -> Map.of("data", data.toString());
            case 2 -> Map.of("data", data.toString(), more[0], more[1]);
            default -> throw new IllegalArgumentException();
        };
    }

    private void file(String text) throws IOException {
        Files.writeString(data.resolve("tidemark.properties"), text);
    }

    private static void fails(ThrowingCallable start, String... texts) {
        assertThatThrownBy(start)
                .isInstanceOfSatisfying(
                        StartFailure.class,
                        failure -> {
                            assertThat(failure.kind()).isEqualTo(StartFailure.Kind.SETTINGS);
                            assertThat(failure.sentence()).contains(texts);
                        });
    }

    @Test
    void flags_win_over_the_environment_and_it_over_the_file_and_that_over_the_defaults()
            throws IOException {
        file("port=1\nhost=file\nbodyBytesMax=1024\n");
        Settings settings =
                Settings.read(
                        flags("port", "3"),
                        Map.of("TIDEMARK_PORT", "2", "TIDEMARK_HOST", "variable", "PATH", "/bin"));

        assertThat(settings.get(Known.PORT)).isEqualTo(3);
        assertThat(settings.get(Known.HOST)).isEqualTo("variable");
        assertThat(settings.get(Known.BODY_BYTES_MAX)).isEqualTo(1024);
        assertThat(settings.get(Known.JSON_DEPTH_MAX)).isEqualTo(64);
    }

    @Test
    void each_is_shown_with_where_it_came_from() throws IOException {
        file("host=here\n");
        Settings settings = Settings.read(flags("port", "3"), Map.of("TIDEMARK_PAGE_MAX", "9"));

        List<Settings.Shown> shown = settings.shown();
        assertThat(shown)
                .extracting(Settings.Shown::name)
                .containsExactlyElementsOf(Known.ALL.stream().map(Setting::name).toList());
        assertThat(shown)
                .filteredOn(each ->
                        List.of("port", "pageMax", "host", "pageDefault").contains(each.name()))
                .extracting(each -> each.name() + " " + each.value() + " " + each.origin())
                .containsExactlyInAnyOrder(
                        "port 3 flag --port",
                        "pageMax 9 environment TIDEMARK_PAGE_MAX",
                        "host here file " + data.resolve("tidemark.properties"),
                        "pageDefault 500 default");
    }

    @Test
    void a_secret_is_never_shown() {
        Settings settings = Settings.read(flags("metricsToken", "canary"), Map.of());
        assertThat(settings.shown().toString() + settings).doesNotContain("canary");
        assertThat(settings.get(Known.METRICS_TOKEN)).isEqualTo("canary");
        assertThat(Settings.of(flags()).shown().toString()).doesNotContain("****");
    }

    @Test
    void an_unknown_one_is_refused_with_the_one_that_was_meant() throws IOException {
        fails(() -> Settings.of(flags("prot", "1")), "prot", "Did you mean port?");
        fails(
                () -> Settings.read(flags(), Map.of("TIDEMARK_BODY_BYTE_MAX", "1")),
                "TIDEMARK_BODY_BYTE_MAX",
                "Did you mean TIDEMARK_BODY_BYTES_MAX?");
        file("bodybytesmax=5\n");
        fails(() -> Settings.of(flags()), "bodybytesmax", "tidemark.properties", "bodyBytesMax?");
        file("somethingElseAltogether=5\n");
        fails(() -> Settings.of(flags()), "tidemark config");
    }

    @Test
    void a_value_that_is_not_possible_is_refused_with_what_is() throws IOException {
        fails(
                () -> Settings.of(flags("port", "http")),
                "port",
                "flag --port",
                "0 to 65535",
                "http");
        fails(() -> Settings.of(flags("logLevel", "loud")), "one of error, warn");
        file("pageMax=0\n");
        fails(() -> Settings.of(flags()), "pageMax", "file", "from 1");
        file("port=1\nport=2\n");
        fails(() -> Settings.of(flags()), "port", "twice");
        file("port=\\u12\n");
        fails(() -> Settings.of(flags()), "tidemark.properties");
    }

    @Test
    void the_file_may_be_elsewhere_but_must_be_there() throws IOException {
        Path other = Files.writeString(data.resolve("other.properties"), "port=5\n");
        assertThat(Settings.of(flags("config", other.toString())).get(Known.PORT)).isEqualTo(5);
        assertThat(
                        Settings.read(flags(), Map.of("TIDEMARK_CONFIG", other.toString()))
                                .get(Known.PORT))
                .isEqualTo(5);
        fails(() -> Settings.of(flags("config", "nowhere")), "no settings file nowhere");
    }

    @Test
    void what_the_launcher_reads_is_left_alone() {
        Settings.read(flags(), Map.of("TIDEMARK_JAVA_HOME", "/x", "TIDEMARK_NO_BUILD", "1"));
    }

    @Test
    void every_default_is_possible_and_every_name_and_description_stands_once() {
        Settings defaults = Settings.of(flags());
        for (Setting<?> setting : Known.ALL) {
            if (!setting.byDefault().isEmpty()) {
                assertThat(defaults.get(setting)).as(setting.name()).isNotNull();
            }
            assertThat(setting.description()).endsWith(".").hasSizeGreaterThan(20);
            assertThat(setting.variable()).matches("TIDEMARK_[A-Z_]+");
            assertThat(setting.flag()).matches("--[a-z-]+");
        }
        assertThat(Known.ALL).extracting(Setting::name).doesNotHaveDuplicates();
    }
}
