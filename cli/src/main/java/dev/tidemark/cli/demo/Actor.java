package dev.tidemark.cli.demo;

import dev.tidemark.cli.console.Ink;
import java.nio.file.Path;

/// Who types: a person at a device, or the operator of the server.
///
/// @param database the device's; of the operator, a file that is not there
record Actor(String name, Ink ink, Path database) {}
