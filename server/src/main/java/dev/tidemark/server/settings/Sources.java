package dev.tidemark.server.settings;

import dev.tidemark.server.problem.StartFailure;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where settings come from, but for the file; and what is said of unknown ones.
final class Sources {

    /// Names the settings file. It is no setting, because it cannot stand in the file.
    static final String CONFIG = "config";

    static final String CONFIG_VARIABLE = "TIDEMARK_CONFIG";

    private static final String PREFIX = "TIDEMARK_";

    /// Read by the launcher before there is any Java.
    private static final List<String> FOR_THE_LAUNCHER =
            List.of("TIDEMARK_JAVA_HOME", "TIDEMARK_JAVA_OPTS", "TIDEMARK_NO_BUILD");

    private static final int TYPING_ERRORS_MAX = 4;

    private Sources() {}

    static SortedMap<String, Settings.Given> fromFlags(Map<String, String> flags) {
        SortedMap<String, Settings.Given> found = new TreeMap<>();
        flags.forEach((name, text) -> {
            if (!name.equals(CONFIG)) {
                Setting<?> setting = known(name, "flag " + name);
                found.put(name, new Settings.Given(text, "flag " + setting.flag()));
            }
        });
        return found;
    }

    static SortedMap<String, Settings.Given> fromEnvironment(Map<String, String> environment) {
        SortedMap<String, Settings.Given> found = new TreeMap<>();
        new TreeMap<>(environment)
                .forEach((variable, text) -> {
                    if (isSetting(variable)) {
                        String name = byVariable(variable).name();
                        String origin = "environment " + variable;
                        found.put(name, new Settings.Given(text, origin));
                    }
                });
        return found;
    }

    private static boolean isSetting(String variable) {
        return variable.startsWith(PREFIX)
                && !variable.equals(CONFIG_VARIABLE)
                && !FOR_THE_LAUNCHER.contains(variable);
    }

    private static Setting<?> byVariable(String variable) {
        return Known.ALL.stream()
                .filter(setting -> setting.variable().equals(variable))
                .findFirst()
                .orElseThrow(() ->
                        unknown(
                                variable,
                                "environment",
                                Known.ALL.stream().map(Setting::variable).toList()));
    }

    /// The setting of this name.
    ///
    /// @throws StartFailure if there is none, with the name that was probably meant
    static Setting<?> known(String name, String origin) {
        return Known.ALL.stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        unknown(name, origin, Known.ALL.stream().map(Setting::name).toList()));
    }

    private static StartFailure unknown(String name, String origin, List<String> names) {
        String nearest =
                names.stream()
                        .min(Comparator.comparingInt(each -> distance(name, each)))
                        .filter(each -> distance(name, each) <= TYPING_ERRORS_MAX)
                        .map(each -> " Did you mean " + each + "?")
                        .orElse(" \"tidemark config\" lists all there are.");
        return new StartFailure(
                StartFailure.Kind.SETTINGS,
                "There is no setting %s (%s).%s".formatted(name, origin, nearest));
    }

    /// How many letters to change, add or take away until both are one (Levenshtein).
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = same(a.charAt(i - 1), b.charAt(j - 1)) ? 0 : 1;
                row[j] = Math.min(before[j - 1] + changed, Math.min(before[j], row[j - 1]) + 1);
            }
            before = row;
        }
        return before[b.length()];
    }

    private static boolean same(char a, char b) {
        return Character.toLowerCase(a) == Character.toLowerCase(b);
    }
}
