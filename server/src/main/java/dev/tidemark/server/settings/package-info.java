/// What an operator can set: each setting's name, kind, default and meaning, and where its value
/// came from.
///
/// Start at [dev.tidemark.server.settings.Settings]. There is no other way to configure the server:
/// nothing else reads flags, the environment or a settings file.
@NullMarked
package dev.tidemark.server.settings;

import org.jspecify.annotations.NullMarked;
