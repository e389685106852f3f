package dev.windrose.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds in the end of a log the one line that says why a process ended; what it said before {@code from} is of an earlier one. */
final class LastWords {
    private static final int TAIL_BYTES = 16_384;
    private static final int LONGEST = 400;
    private static final Pattern TELLING = Pattern.compile("\\b(ERROR|FATAL|Error|Exception|Maybe)\\b|Caused by:");
    private static final Pattern FRAME = Pattern.compile("^\\s+at |^\\s*\\.\\.\\. \\d+ more");

    private LastWords() {}

    static Optional<String> of(Path log, long from) {
        List<String> lines;
        try {
            lines = tail(log, from)
                    .lines()
                    .filter(line -> !line.isBlank() && !FRAME.matcher(line).find())
                    .toList();
        } catch (IOException e) {
            return Optional.empty();
        }
        // The innermost cause comes last in a stack trace; without one the last line that complains, or the last at
        // all.
        return last(lines, "^Caused by:")
                .or(() -> last(lines, TELLING.pattern()))
                .or(() -> lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast()))
                .map(LastWords::tidy);
    }

    private static Optional<String> last(List<String> lines, String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        return lines.reversed().stream()
                .filter(line -> wanted.matcher(line).find())
                .findFirst();
    }

    private static String tidy(String line) {
        String text = line.strip().replaceFirst("^Caused by: (([\\w$]+\\.)+[\\w$]+: )?", "");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
    }

    private static String tail(Path log, long start) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(Math.min(start, file.length()), file.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
