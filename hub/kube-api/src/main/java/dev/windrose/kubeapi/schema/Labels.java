package dev.windrose.kubeapi.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What keys and values of labels may be, and what the real server says when they are not. */
public final class Labels {
    private static final int MAX_LENGTH = 63;
    private static final String NAME_REGEX = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String VALUE_REGEX = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
    private static final Pattern NAME = Pattern.compile(NAME_REGEX);
    private static final Pattern VALUE = Pattern.compile(VALUE_REGEX);
    private static final String TOO_LONG = "must be no more than %d characters".formatted(MAX_LENGTH);
    private static final String NAME_RULE =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
                    + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '%s')"
                            .formatted(NAME_REGEX);
    private static final String VALUE_RULE =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
                    + "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', "
                    + "regex used for validation is '%s')".formatted(VALUE_REGEX);

    private Labels() {}

    /** Faults of a qualified name: {@code name} or {@code dns.prefix/name}; empty when it is one. */
    public static List<String> keyFaults(String key) {
        int slash = key.indexOf('/');
        if (slash != key.lastIndexOf('/')) {
            return List.of(
                    "a qualified name %s with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
                            .formatted(NAME_RULE));
        }
        List<String> faults = new ArrayList<>();
        if (slash == 0) {
            faults.add("prefix part must be non-empty");
        } else if (slash > 0) {
            NameRule.SUBDOMAIN.faultOf(key.substring(0, slash)).ifPresent(why -> faults.add("prefix part " + why));
        }
        String name = key.substring(slash + 1);
        if (name.isEmpty()) {
            faults.add("name part must be non-empty");
        } else if (name.length() > MAX_LENGTH) {
            faults.add("name part " + TOO_LONG);
        }
        if (!NAME.matcher(name).matches()) {
            faults.add("name part " + NAME_RULE);
        }
        return faults;
    }

    /** Faults of a label's value; empty when it is one. */
    public static List<String> valueFaults(String value) {
        List<String> faults = new ArrayList<>();
        if (value.length() > MAX_LENGTH) {
            faults.add(TOO_LONG);
        }
        if (!VALUE.matcher(value).matches()) {
            faults.add(VALUE_RULE);
        }
        return faults;
    }
}
