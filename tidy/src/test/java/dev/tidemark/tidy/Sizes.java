package dev.tidemark.tidy;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Lines of Java files (`path`) and of their methods (`path#method`); of methods of one name in one
/// file, the longest.
final class Sizes {
    private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();

    private Sizes() {}

    /// Those that are longer than the lines given.
    static Map<String, Integer> over(List<TextFile> files, int fileLinesMax, int methodLinesMax) {
        Map<String, Integer> sizes = new TreeMap<>(methods(files));
        sizes.values().removeIf(lines -> lines <= methodLinesMax);
        for (TextFile file : files) {
            if (file.lines().size() > fileLinesMax) {
                sizes.put(file.path(), file.lines().size());
            }
        }
        return sizes;
    }

    private static Map<String, Integer> methods(List<TextFile> files) {
        List<Source> sources = files.stream().map(Source::new).toList();
        JavacTask task =
                (JavacTask)
                        JAVAC.getTask(null, null, _ -> {}, List.of("-proc:none"), null, sources);
        Map<String, Integer> lines = new TreeMap<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                String path = unit.getSourceFile().getName().substring(1);
                SourcePositions positions = Trees.instance(task).getSourcePositions();
                new Scanner(path, unit, positions, lines).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private static final class Scanner extends TreeScanner<Void, Void> {
        private final String path;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Map<String, Integer> lines;

        Scanner(
                String path,
                CompilationUnitTree unit,
                SourcePositions positions,
                Map<String, Integer> lines) {
            this.path = path;
            this.unit = unit;
            this.positions = positions;
            this.lines = lines;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            LineMap map = unit.getLineMap();
            long first = map.getLineNumber(positions.getStartPosition(unit, method));
            long last = map.getLineNumber(positions.getEndPosition(unit, method));
            lines.merge(path + "#" + method.getName(), (int) (last - first + 1), Math::max);
            return super.visitMethod(method, nothing);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(TextFile file) {
            super(URI.create("file:///" + file.path().replace(' ', '_')), Kind.SOURCE);
            text = file.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreErrors) {
            return text;
        }
    }
}
