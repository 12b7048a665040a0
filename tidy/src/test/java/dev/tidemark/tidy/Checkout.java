package dev.tidemark.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// The checkout that these tests look at: its sources and papers, without what a build or an editor
/// left there.
final class Checkout {
    static final Path ROOT = root();

    private static final Set<String> NOT_OURS =
            Set.of(".git", ".idea", ".vscode", "target", "node_modules");
    private static final Set<String> TEXT =
            Set.of(
                    "java",
                    "md",
                    "xml",
                    "yaml",
                    "yml",
                    "sh",
                    "py",
                    "html",
                    "css",
                    "js",
                    "properties",
                    "config",
                    "sql");
    private static final Set<String> TEXT_WITHOUT_ENDING =
            Set.of(
                    "tidemark",
                    "crash-test",
                    "run",
                    "Makefile",
                    "Dockerfile",
                    ".gitignore",
                    ".gitattributes",
                    ".editorconfig");
    private static final List<TextFile> FILES = read();

    private Checkout() {}

    /// All text files, in order of their paths.
    static List<TextFile> texts() {
        return FILES;
    }

    /// All text files with this ending, such as `.java`.
    static List<TextFile> texts(String ending) {
        return FILES.stream().filter(file -> file.path().endsWith(ending)).toList();
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("not inside a checkout of Tidemark");
            }
        }
        return folder;
    }

    private static List<TextFile> read() {
        List<TextFile> files = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new Reader(files));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(Comparator.comparing(TextFile::path));
        return List.copyOf(files);
    }

    private static boolean isText(String name) {
        int dot = name.lastIndexOf('.');
        return TEXT_WITHOUT_ENDING.contains(name)
                || (dot > 0 && TEXT.contains(name.substring(dot + 1)));
    }

    private static final class Reader extends SimpleFileVisitor<Path> {
        private final List<TextFile> files;

        Reader(List<TextFile> files) {
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(folder.getFileName().toString())
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (attributes.isRegularFile() && isText(file.getFileName().toString())) {
                String path = ROOT.relativize(file).toString().replace('\\', '/');
                files.add(new TextFile(path, Files.readString(file)));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
