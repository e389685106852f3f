package dev.windrose.hub.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes out of an answer what is another one in every run, by these rules and no others; the first that fits counts.
 *
 * <ul>
 *   <li>{@code <time>}: an instant, in whatever way it is written; {@code <age>}: how long ago, at the end or the start of
 *       a line, which is where kubectl's tables have it
 *   <li>{@code <uid>}, {@code <version>} (a resourceVersion), {@code <generated>} (what the server appends to a
 *       generateName), {@code <hash>} (of an OpenAPI document), {@code <continue>}
 *   <li>{@code <server>}: the address; {@code <caller>}: who asks, and {@code <release>}: of kubectl or the server
 *   <li>{@code <temp>}: a folder or file that kubectl made for its own use
 * </ul>
 *
 * Blanks at the ends of lines go too, and the words in which kubectl releases differ from one another,
 * and so do the lines that kubectl logs for those who work on it.
 */
final class Redaction {
    private record Rule(Pattern pattern, String instead) {}

    private final List<Rule> rules = new ArrayList<>();

    /** @param server the address that the commands talk to */
    Redaction(String server) {
        rule("(?m)[ \\t]+$", "");
        rule("(?m)^[IWE]\\d{4} \\d\\d:\\d\\d:.*\\R?", "");
        rule(Pattern.quote(server), "<server>");
        rule(Pattern.quote(server.substring(server.indexOf("//") + 2)), "<server>");
        rule("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b", "<uid>");
        rule("\\b20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "<time>");
        rule("\\b20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+ \\+0000", "<time>");
        rule("(?m)(?<=   )(<invalid>|\\d+[smhdy](\\d+[smh])?)$", "<age>");
        rule("(?m)(?<=  )(<invalid>|\\d+[smhdy](\\d+[smh])?)  +(?=\\S)", "<age>   ");
        rule("(?m)^(<invalid>|\\d+[smhdy](\\d+[smh])?)  +(?=[A-Z])", "<age>   ");
        rule("(\"?(?:resourceVersion|Resource Version)\"?: *)\"?\\d+\"?", "$1<version>");
        rule("(resourceVersion=)\\d+", "$1<version>");
        rule("( in record \\()\\d+", "$1<version>");
        rule("\\b\\d+[sm] (\\(x\\d+ over )\\d+[sm]\\)", "<age> $1<age>)");
        rule("(\"continue\": ?)\"[^\"]+\"", "$1\"<continue>\"");
        rule("(hash=)[0-9A-Za-z]+", "$1<hash>");
        rule("(\\bgen-)[a-z0-9]{5}\\b", "$1<generated>");
        rule("(?m)^(Username +)\\S+$", "$1<caller>");
        rule("(Version: )v\\d+\\.\\d+\\.\\d+\\S*", "$1<release>");
        rule("/\\S*/(LIVE|MERGED)-\\d+", "<temp>/$1");
        rule("/\\S*/kubectl-edit-\\S+?\\.yaml", "<temp>/edit.yaml");
        // kubectl 1.34 began to name the namespace.
        rule("(?m)( deleted| force deleted) from \\S+ namespace", "$1");
    }

    private void rule(String pattern, String instead) {
        rules.add(new Rule(Pattern.compile(pattern), instead));
    }

    String of(String text) {
        String redacted = text;
        for (Rule rule : rules) {
            redacted = rule.pattern().matcher(redacted).replaceAll(rule.instead());
        }
        return redacted;
    }
}
