package dev.windrose.kubeapi.status;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A refusal on its way to the caller: what {@code metav1.Status} says. It is the failure side of every stage the
 * service returns; without stack trace, because it tells of the request, not of the program.
 *
 * <p>Made by {@link Failures}.
 */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient Details details;
    private final String continueToken;

    /** What it is about: any part may be empty; retryAfterSeconds 0 means "no hint". */
    public record Details(
            String group, String kind, String name, String uid, List<Cause> causes, int retryAfterSeconds) {
        public static final Details NONE = new Details("", "", "", "", List.of(), 0);

        public Details {
            requireNonNull(group, "group is null");
            causes = List.copyOf(causes);
        }

        public Details withCauses(List<Cause> more) {
            return new Details(group, kind, name, uid, more, retryAfterSeconds);
        }

        public Details withRetryAfter(int seconds) {
            return new Details(group, kind, name, uid, causes, seconds);
        }
    }

    public ApiException(Reason reason, String message, Details details) {
        this(reason, message, details, "");
    }

    private ApiException(Reason reason, @Nullable String message, Details details, String continueToken) {
        super(message, null, false, false);
        this.continueToken = continueToken;
        this.reason = requireNonNull(reason, "reason is null");
        this.details = requireNonNull(details, "details is null");
    }

    /** The same, offering a token to go on with a list. */
    public ApiException withContinue(String token) {
        return new ApiException(reason, getMessage(), details, token);
    }

    public Reason reason() {
        return reason;
    }

    public int code() {
        return reason.code();
    }

    public Details details() {
        return details;
    }

    /** The refusal inside a failed stage's throwable, or null when the failure is none of the API's own. */
    public static @Nullable ApiException in(Throwable failure) {
        Throwable at = failure;
        while (at instanceof CompletionException && at.getCause() != null) {
            at = at.getCause();
        }
        return at instanceof ApiException api ? api : null;
    }

    public ObjectNode toStatus() {
        ObjectNode status = Json.object();
        put(status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata"), "continue", continueToken);
        status.put("status", "Failure").put("message", getMessage()).put("reason", reason.text());
        ObjectNode about = Json.object();
        put(about, "name", details.name());
        put(about, "group", details.group());
        put(about, "kind", details.kind());
        put(about, "uid", details.uid());
        if (!details.causes().isEmpty()) {
            var causes = about.putArray("causes");
            for (Cause cause : details.causes()) {
                ObjectNode one =
                        causes.addObject().put("reason", cause.reason()).put("message", cause.message());
                put(one, "field", cause.field());
            }
        }
        if (details.retryAfterSeconds() > 0) {
            about.put("retryAfterSeconds", details.retryAfterSeconds());
        }
        if (!about.isEmpty()) {
            status.set("details", about);
        }
        return status.put("code", code());
    }

    private static void put(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }
}
