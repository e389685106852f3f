package dev.windrose.kubeapi.http;

import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.schema.GoText;
import dev.windrose.kubeapi.service.AsOf;
import dev.windrose.kubeapi.service.ListRequest;
import dev.windrose.kubeapi.service.Selector;
import dev.windrose.kubeapi.status.Cause;
import dev.windrose.kubeapi.status.Failures;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the query of a list or watch asks for; which parameters go together is decided here, as in
 * {@code k8s.io/apimachinery/pkg/apis/meta/internalversion/validation} and by the table "resourceVersion Parameter" of the
 * Kubernetes API concepts page.
 *
 * @param initialEvents whether a watch is to begin with what is there; empty when the client does not say
 */
record ListOptions(
        Selector selector,
        int limit,
        int timeoutSeconds,
        String continueToken,
        String resourceVersion,
        String match,
        Optional<Boolean> initialEvents,
        boolean bookmarks) {
    private static final String EXACT = "Exact";
    private static final String NOT_OLDER = "NotOlderThan";
    private static final String MATCH = "resourceVersionMatch";
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int BITS = 64;

    static ListOptions forList(ResourceDescriptor resource, Query query) {
        ListOptions options = read(resource, query);
        options.refuse(options.faultsOfList());
        return options;
    }

    static ListOptions forWatch(ResourceDescriptor resource, Query query) {
        ListOptions options = read(resource, query);
        options.refuse(options.faultsOfWatch());
        return options;
    }

    private static ListOptions read(ResourceDescriptor resource, Query query) {
        return new ListOptions(
                Selector.parse(resource, query.text("labelSelector"), query.text("fieldSelector")),
                query.count("limit"),
                query.count("timeoutSeconds"),
                query.text("continue"),
                query.text("resourceVersion"),
                query.text(MATCH),
                query.parameters().contains("sendInitialEvents")
                        ? Optional.of(query.flag("sendInitialEvents"))
                        : Optional.empty(),
                query.flag("allowWatchBookmarks"));
    }

    private void refuse(List<Cause> faults) {
        if (!faults.isEmpty()) {
            throw Failures.invalid("meta.k8s.io", "ListOptions", "", faults);
        }
    }

    private List<Cause> faultsOfList() {
        var faults = new ArrayList<Cause>();
        if (!match.isEmpty()) {
            if (resourceVersion.isEmpty()) {
                faults.add(
                        Cause.forbidden(MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
            }
            if (!continueToken.isEmpty()) {
                faults.add(Cause.forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided"));
            }
            if (!match.equals(EXACT) && !match.equals(NOT_OLDER)) {
                faults.add(unsupported("\"Exact\", \"NotOlderThan\", \"\""));
            }
            if (match.equals(EXACT) && resourceVersion.equals("0")) {
                faults.add(Cause.forbidden(
                        MATCH, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
            }
        }
        if (initialEvents.isPresent()) {
            faults.add(Cause.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
        return faults;
    }

    private List<Cause> faultsOfWatch() {
        var faults = new ArrayList<Cause>();
        if (!match.isEmpty() && initialEvents.isEmpty()) {
            faults.add(Cause.forbidden(
                    MATCH, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }
        if (initialEvents.isPresent() && !match.equals(NOT_OLDER)) {
            faults.add(
                    Cause.forbidden(MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
        if (!match.isEmpty() && !match.equals(NOT_OLDER)) {
            faults.add(unsupported("\"NotOlderThan\""));
        }
        if (!continueToken.isEmpty()) {
            faults.add(Cause.forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided"));
        }
        return faults;
    }

    private Cause unsupported(String supported) {
        return new Cause(
                "FieldValueNotSupported",
                "Unsupported value: %s: supported values: %s".formatted(GoText.quote(match), supported),
                MATCH);
    }

    ListRequest request(Optional<String> namespace) {
        return new ListRequest(namespace, selector, limit, continueToken, asOf());
    }

    private AsOf asOf() {
        if (!continueToken.isEmpty()) {
            if (!resourceVersion.isEmpty() && !resourceVersion.equals("0")) {
                throw Failures.badRequest("specifying resource version is not allowed when using continue");
            }
            return AsOf.NOW;
        }
        long version = version();
        if (version == 0) {
            return AsOf.NOW;
        }
        // A limit alone means "exactly" since before there was a word for it.
        boolean exact = match.equals(EXACT) || (match.isEmpty() && limit > 0);
        return exact ? new AsOf.Exactly(version) : new AsOf.NotOlderThan(version);
    }

    /** The resourceVersion; 0 when absent or 0: any will do. */
    long version() {
        return version(resourceVersion);
    }

    /** @throws dev.windrose.kubeapi.status.ApiException 400 when it is no number, with the real server's words */
    static long version(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!DIGITS.matcher(text).matches()) {
            throw notAVersion(text, "invalid syntax");
        }
        var number = new BigInteger(text);
        if (number.bitLength() > BITS) {
            throw notAVersion(text, "value out of range");
        }
        return number.min(MOST).longValueExact();
    }

    private static RuntimeException notAVersion(String text, String why) {
        return Failures.badRequest(
                "invalid resource version: resourceVersion: Invalid value: %1$s: strconv.ParseUint: parsing %1$s: %2$s"
                        .formatted(GoText.quote(text), why));
    }
}
