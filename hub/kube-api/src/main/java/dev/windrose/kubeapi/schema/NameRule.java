package dev.windrose.kubeapi.schema;

import java.util.Optional;
import java.util.regex.Pattern;

/** What an object may be called, and what the real server says when it is not. */
enum NameRule {
    /** Most kinds and all custom resources. */
    SUBDOMAIN(
            253,
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
                    + "end with an alphanumeric character (e.g. 'example.com', regex used for validation is '%s')"),
    /** Namespaces. */
    LABEL(
            63,
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
                    + "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '%s')"),
    /** Services. */
    LABEL_1035(
            63,
            "[a-z]([-a-z0-9]*[a-z0-9])?",
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
                    + "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '%s')");

    private final int maxLength;
    private final Pattern pattern;
    private final String message;

    NameRule(int maxLength, String regex, String message) {
        this.maxLength = maxLength;
        this.pattern = Pattern.compile(regex);
        this.message = message.formatted(regex);
    }

    Optional<String> faultOf(String name) {
        if (name.length() > maxLength) {
            return Optional.of("must be no more than %d characters".formatted(maxLength));
        }
        return pattern.matcher(name).matches() ? Optional.empty() : Optional.of(message);
    }

    /** What is wrong with the beginning of a name that the server is to complete. */
    Optional<String> faultOfPrefix(String prefix) {
        return faultOf(prefix.endsWith("-") ? prefix.substring(0, prefix.length() - 1) + "a" : prefix);
    }
}
