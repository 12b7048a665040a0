package dev.tidemark.tidy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The modules of this house and the arrows between them: what each may use, and nothing else.
///
/// A new arrow is a decision: it is drawn here, in the module's pom and in ARCHITECTURE.md.
enum Module {
    CORE(Set.of()),
    WIRE(Set.of("core")),
    SQL(Set.of()),
    CLIENT(Set.of("core", "wire", "sql")),
    SERVER(Set.of("core", "wire", "sql")),
    CLI(Set.of("core", "wire", "sql", "client", "server")),
    BENCHMARKS(Set.of("core", "wire", "sql", "client", "server")),
    /// As an app does, with a server only in its tests.
    EXAMPLES(Set.of("core", "wire", "sql", "client", "server")),
    TIDY(Set.of("core", "wire", "sql", "client", "server", "cli", "benchmarks", "examples"));

    private final Set<String> uses;

    Module(Set<String> uses) {
        this.uses = uses;
    }

    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    String packages() {
        return "dev.tidemark." + folder() + "..";
    }

    boolean mayUse(String folder) {
        return uses.contains(folder) || folder.equals(folder());
    }

    /// The packages of the modules that this one must not use.
    String[] forbiddenPackages() {
        return Arrays.stream(values())
                .filter(other -> !mayUse(other.folder()))
                .map(Module::packages)
                .toArray(String[]::new);
    }

    static List<String> folders() {
        return Arrays.stream(values()).map(Module::folder).toList();
    }
}
