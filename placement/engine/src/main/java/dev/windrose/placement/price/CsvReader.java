package dev.windrose.placement.price;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a CSV text apart by RFC 4180: commas, optional double quotes, doubled quotes inside, line breaks inside quotes.
 * Beyond the RFC it takes LF and CR as line ends and skips blank lines and lines that begin with {@code #}. A record
 * that breaks the rules, or is longer than {@link #LONGEST} characters, is given back as broken, and reading resumes on
 * the line after the one it began on: a forgotten quote costs one record, not the rest of the file.
 */
final class CsvReader {
    /** Far beyond any price row, and small enough that one runaway line cannot take the memory. */
    static final int LONGEST = 65_536;

    private static final int EXCERPT = 80;

    private final String text;
    private final List<CsvRecord> records = new ArrayList<>();
    private int at;
    private int line = 1;

    private CsvReader(String text) {
        this.text = text;
    }

    /** UTF-8 to text, without a byte-order mark and with LF line ends; what is not UTF-8 becomes U+FFFD. */
    static String decode(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        var withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return withoutMark.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** All records of a text that {@link #decode} made. */
    static List<CsvRecord> read(String text) {
        var reader = new CsvReader(text);
        while (reader.at < text.length()) {
            reader.readLine();
        }
        return reader.records;
    }

    private void readLine() {
        int newline = text.indexOf('\n', at);
        int end = newline < 0 ? text.length() : newline;
        boolean skipped = text.charAt(at) == '#'
                || text.substring(at, Math.min(end, at + LONGEST)).isBlank();
        boolean quoted = text.indexOf('"', at, end) >= 0;
        if (skipped) {
            goTo(end);
        } else if (!quoted && end - at <= LONGEST) {
            records.add(
                    new CsvRecord.Fields(line, List.of(text.substring(at, end).split(",", -1))));
            goTo(end);
        } else if (!quoted) {
            breakOff(end, "the line is longer than %d characters; maybe line breaks are missing".formatted(LONGEST));
        } else {
            readQuoted(end);
        }
    }

    private void readQuoted(int endOfFirstLine) {
        var fields = new ArrayList<String>();
        int cursor = at;
        int limit = (int) Math.min(text.length(), (long) at + LONGEST);
        while (true) {
            boolean quoted = cursor < text.length() && text.charAt(cursor) == '"';
            int end = quoted ? endOfQuoted(cursor, limit) : endOfPlain(cursor);
            if (end < 0) {
                breakOff(endOfFirstLine, "a quoted field does not end; close it, and double a quote inside a field");
                return;
            }
            var raw = text.substring(cursor, end);
            if (!quoted && raw.indexOf('"') >= 0) {
                breakOff(endOfFirstLine, "a quote stands inside a field; put the whole field in quotes and double it");
                return;
            }
            fields.add(quoted ? raw.substring(1, raw.length() - 1).replace("\"\"", "\"") : raw);
            if (end == text.length() || text.charAt(end) == '\n') {
                records.add(new CsvRecord.Fields(line, List.copyOf(fields)));
                goTo(end);
                return;
            }
            if (text.charAt(end) != ',') {
                breakOff(endOfFirstLine, "text follows a closing quote; separate fields with commas");
                return;
            }
            cursor = end + 1;
        }
    }

    /** The index after the closing quote, or -1 when there is none before the limit. */
    private int endOfQuoted(int open, int limit) {
        int cursor = open + 1;
        while (cursor < limit) {
            if (text.charAt(cursor) != '"') {
                cursor++;
            } else if (cursor + 1 < text.length() && text.charAt(cursor + 1) == '"') {
                cursor += 2;
            } else {
                return cursor + 1;
            }
        }
        return -1;
    }

    private int endOfPlain(int from) {
        int cursor = from;
        while (cursor < text.length() && text.charAt(cursor) != ',' && text.charAt(cursor) != '\n') {
            cursor++;
        }
        return cursor;
    }

    private void breakOff(int endOfFirstLine, String why) {
        var excerpt = text.substring(at, Math.min(endOfFirstLine, at + EXCERPT));
        records.add(new CsvRecord.Broken(line, excerpt, why));
        goTo(endOfFirstLine);
    }

    /** Steps over the record and its line break, counting the lines it spans. */
    private void goTo(int end) {
        int next = Math.min(end + 1, text.length());
        for (int i = at; i < next; i++) {
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        at = next;
    }
}
