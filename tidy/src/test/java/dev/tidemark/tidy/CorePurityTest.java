package dev.tidemark.tidy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Core decides and does nothing else: the same inputs give the same bytes, in any process, at any
/// time. Two replicas can agree on nothing less, and a failure can be replayed from its seed.
class CorePurityTest {
    private static final String CORE = "dev.tidemark.core..";

    static Stream<Ban> bans() {
        return Stream.of(
                Ban.of(
                        "core reads no clock",
                        "java\\.time\\.(Instant|Local\\w+|Zoned\\w+|Offset\\w+|Year\\w*|MonthDay)\\.now"
                                + "|java\\.time\\.Clock\\.(system|tick)\\w*"
                                + "|java\\.lang\\.System\\.(currentTimeMillis|nanoTime)",
                        "time is handed in, or two replicas would decide differently"),
                Ban.of(
                        "core rolls no dice",
                        "java\\.util\\.UUID\\.randomUUID|java\\.lang\\.Math\\.random"
                                + "|java\\.util\\.(Random|SplittableRandom)\\.<init>"
                                + "|java\\.security\\.SecureRandom\\..*"
                                + "|java\\.lang\\.System\\.identityHashCode",
                        "randomness and ids are handed in, or a failure could not be replayed"),
                Ban.of(
                        "core iterates in no random order",
                        "java\\.util\\.(Set|Map)\\.(of|ofEntries|copyOf)"
                                + "|java\\.util\\.stream\\.Collectors\\.toUnmodifiable(Set|Map)",
                        "the JDK shuffles immutable sets and maps anew in every process"),
                Ban.of(
                        "core does not look around",
                        "java\\.lang\\.System\\.(getenv|getProperty|getProperties|exit)"
                                + "|java\\.lang\\.(Thread|ProcessBuilder|Runtime)\\..*"
                                + "|java\\.util\\.(Locale|TimeZone)\\.getDefault",
                        "what a merge decides must not depend on the machine it runs on"));
    }

    @ParameterizedTest
    @MethodSource("bans")
    void the_algebra_keeps(Ban ban) {
        Stream<JavaClass> core =
                ArchitectureTest.TIDEMARK.stream()
                        .filter(each -> each.getPackageName().startsWith("dev.tidemark.core"));

        assertThat(ban.violations(core)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bans")
    void a_planted_call_and_a_planted_reference_are_caught(Ban ban) {
        JavaClass planted = new ClassFileImporter().importClass(Planted.class);

        assertThat(ban.violations(Stream.of(planted))).hasSize(2);
    }

    @Test
    void core_has_no_outside() {
        noClasses()
                .that()
                .resideInAPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.sql..",
                        "java.util.concurrent..",
                        "java.util.logging..")
                .because("core has no I/O and no threads; the client and the server have")
                .check(ArchitectureTest.TIDEMARK);
    }

    @Test
    void core_has_no_libraries() {
        noClasses()
                .that()
                .resideInAPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(CORE, "java..", "org.jspecify..")
                .because("whoever embeds the algebra gets the algebra and nothing else")
                .check(ArchitectureTest.TIDEMARK);
    }

    /// One call and one method reference of each kind that core must not contain.
    @SuppressWarnings("unused")
    private static final class Planted {
        Object now = Instant.now();
        Supplier<Instant> nowReferred = Instant::now;
        Object id = UUID.randomUUID();
        Supplier<UUID> idReferred = UUID::randomUUID;
        Object order = Map.of("a", 1);
        Function<Set<String>, Set<String>> orderReferred = Set::copyOf;
        Object home = System.getenv("HOME");
        Supplier<Locale> language = Locale::getDefault;
    }
}
