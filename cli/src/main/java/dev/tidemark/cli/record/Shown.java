package dev.tidemark.cli.record;

import dev.tidemark.cli.console.Texts;
import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import org.jspecify.annotations.Nullable;

/// Values as a person reads them.
public final class Shown {

    private Shown() {}

    /// A text without quotes, anything else as JSON, in one line; a dash for what is not there.
    public static String text(@Nullable Value value) {
        return Texts.oneLine(
                switch (value) {
                    case null -> "–";
                    case Value.Text text -> text.value();
                    case Value other -> JsonText.exact(other);
                });
    }
}
