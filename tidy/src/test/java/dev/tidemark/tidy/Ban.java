package dev.tidemark.tidy;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Methods that a class must neither call nor refer to, and why.
///
/// @param targets matches the full name of such a method, as `java.time.Instant.now`
record Ban(String claim, Pattern targets, String why) {

    static Ban of(String claim, String targets, String why) {
        return new Ban(claim, Pattern.compile(targets), why);
    }

    List<String> violations(Stream<JavaClass> classes) {
        return classes.flatMap(each -> each.getAccessesFromSelf().stream())
                .filter(access -> targets.matcher(target(access)).matches())
                .map(access -> access.getDescription() + " (" + why + ")")
                .toList();
    }

    private static String target(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }

    @Override
    public String toString() {
        return claim;
    }
}
