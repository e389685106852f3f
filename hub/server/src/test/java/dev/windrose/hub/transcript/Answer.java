package dev.windrose.hub.transcript;

import java.util.List;

/**
 * What a command answered.
 *
 * @param out lines of standard output, without trailing blanks; empty lines at the end are not kept
 * @param err the same of standard error
 * @param code exit code
 */
record Answer(List<String> out, List<String> err, int code) {
    Answer {
        out = List.copyOf(out);
        err = List.copyOf(err);
    }

    /** From raw text, with what differs from run to run taken out. */
    static Answer of(String out, String err, int code, Redaction redaction) {
        return new Answer(lines(out, redaction), lines(err, redaction), code);
    }

    private static List<String> lines(String text, Redaction redaction) {
        return text.isBlank()
                ? List.of()
                : redaction.of(text).stripTrailing().lines().toList();
    }
}
