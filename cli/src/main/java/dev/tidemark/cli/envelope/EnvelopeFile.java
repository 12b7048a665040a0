package dev.tidemark.cli.envelope;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.envelope.BundleException;
import dev.tidemark.client.envelope.SealedBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads envelopes and bundles from files, and writes new files.
final class EnvelopeFile {

    private static final int BYTES_MAX = SealedBundle.CONTENT_BYTES_MAX + (1 << 20);

    private EnvelopeFile() {}

    /// An envelope from a file, sealed or not; without a file, of the device's records.
    static byte[] envelope(
            Shell shell, @Nullable Path file, Passphrase passphrase, Tidemark tidemark) {
        if (file == null) {
            return ofDevice(tidemark, List.of());
        }
        byte[] bytes = read(shell, file);
        return SealedBundle.isBundle(bytes) ? opened(bytes, passphrase.read(shell)) : bytes;
    }

    /// The device's records as an envelope.
    static byte[] ofDevice(Tidemark tidemark, List<String> types) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            tidemark.envelopes().write(out, types, version());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// What a bundle holds.
    static byte[] opened(byte[] bundle, char[] passphrase) {
        try {
            return SealedBundle.open(bundle, passphrase);
        } catch (BundleException e) {
            throw Failure.of(
                    Exit.BAD_INPUT, "This bundle was not opened: " + e.getMessage() + ".", e);
        }
    }

    /// All of a file; - is the standard input.
    static byte[] read(Shell shell, Path file) {
        try (InputStream in =
                file.toString().equals("-")
                        ? shell.in()
                        : Files.newInputStream(shell.resolve(file))) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw Failure.of(
                        Exit.BAD_INPUT,
                        "%s is larger than %d MiB.".formatted(file, BYTES_MAX >> 20));
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a file that was not there.
    static void write(Path file, byte[] bytes, boolean force) {
        if (Files.exists(file) && !force) {
            throw Failure.usage("%s is there already; --force replaces it.".formatted(file));
        }
        try {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, bytes);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What this program calls itself in what it exports.
    static String version() {
        String version = EnvelopeFile.class.getPackage().getImplementationVersion();
        return "tidemark " + (version == null ? "unpackaged" : version);
    }
}
