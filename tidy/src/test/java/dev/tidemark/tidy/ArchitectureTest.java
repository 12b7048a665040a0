package dev.tidemark.tidy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The invariants of ARCHITECTURE.md that class files can show.
class ArchitectureTest {
    /// Also seen by [CorePurityTest]: importing takes a second, so it is done once.
    static final JavaClasses TIDEMARK =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.tidemark");

    @ParameterizedTest
    @EnumSource
    void modules_use_only_what_their_arrows_allow(Module module) {
        String[] forbidden = module.forbiddenPackages();
        if (forbidden.length > 0) {
            check(
                    noClasses()
                            .that()
                            .resideInAPackage(module.packages())
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(forbidden)
                            .because("an arrow that nobody drew makes two modules one"));
        }
    }

    @Test
    void packages_have_no_cycles() {
        check(
                slices().matching("dev.tidemark.(**)")
                        .should()
                        .beFreeOfCycles()
                        .because("packages in a circle can only be read all at once"));
    }

    /// Each library has one door, so that it can be replaced, and its surprises are met once.
    @ParameterizedTest
    @CsvSource({
        "org.sqlite..,        dev.tidemark.sql..",
        "okhttp3..,           dev.tidemark.client..",
        "org.bouncycastle..,  dev.tidemark.client..",
        "io.helidon..,        dev.tidemark.server..",
        "io.micrometer..,     dev.tidemark.server..",
        "ch.qos.logback..,    dev.tidemark.server..",
        "com.networknt..,     dev.tidemark.wire..",
        "picocli..,           dev.tidemark.cli..",
        "org.openjdk.jmh..,   dev.tidemark.benchmarks..",
    })
    void a_library_is_used_by_one_module(String library, String module) {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(module)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(library)
                        .because("only " + module + " talks to " + library));
    }

    @Test
    void every_package_is_null_marked() {
        List<String> unmarked =
                TIDEMARK.getDefaultPackage().getSubpackagesInTree().stream()
                        .filter(each -> each.getName().startsWith("dev.tidemark."))
                        .filter(each -> !each.getClasses().isEmpty())
                        .filter(each -> !each.getName().endsWith(".jmh_generated"))
                        .filter(each -> !isNullMarked(each))
                        .map(JavaPackage::getName)
                        .toList();

        assertThat(unmarked)
                .as(
                        "packages without @NullMarked in a package-info.java: NullAway does not look there")
                .isEmpty();
    }

    @Test
    void no_class_is_named_after_a_job_title() {
        check(
                noClasses()
                        .should()
                        .haveNameMatching(
                                ".*(Manager|Helper|Utils?|Impl|Service|Processor)(\\$.*)?")
                        .because("such a name says that the thing has not been found yet"));
    }

    private static boolean isNullMarked(JavaPackage each) {
        return each.tryGetPackageInfo().isPresent() && each.isAnnotatedWith(NullMarked.class);
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(TIDEMARK);
    }
}
