package dev.windrose.kubeapi.status;

import dev.windrose.kubeapi.status.ApiException.Details;
import dev.windrose.kubeapi.store.ResourceName;
import java.util.List;
import java.util.stream.Collectors;

/** The refusals with the texts of a real API server; people and programs match on them. */
public final class Failures {
    private Failures() {}

    private static Details about(ResourceName resource, String name) {
        return new Details(resource.group(), resource.plural(), name, "", List.of(), 0);
    }

    private static ApiException plain(Reason reason, String message) {
        return new ApiException(reason, message, Details.NONE);
    }

    public static ApiException notFound(ResourceName resource, String name) {
        return new ApiException(
                Reason.NOT_FOUND, "%s \"%s\" not found".formatted(resource, name), about(resource, name));
    }

    /** A path that leads nowhere. */
    public static ApiException noSuchPath() {
        return plain(Reason.NOT_FOUND, "the server could not find the requested resource");
    }

    public static ApiException alreadyExists(ResourceName resource, String name) {
        return new ApiException(
                Reason.ALREADY_EXISTS, "%s \"%s\" already exists".formatted(resource, name), about(resource, name));
    }

    public static ApiException conflict(ResourceName resource, String name, String why) {
        return new ApiException(
                Reason.CONFLICT,
                "Operation cannot be fulfilled on %s \"%s\": %s".formatted(resource, name, why),
                about(resource, name));
    }

    /** A deletion whose preconditions do not hold; here the real server names the kind, not the resource. */
    public static ApiException staleDeletion(String group, String kind, String name, String why) {
        return conflict(new ResourceName(group, kind), name, why);
    }

    /** The name was given beside a generateName, and is taken. */
    public static ApiException alreadyExistsGenerated(ResourceName resource, String name) {
        return new ApiException(
                Reason.ALREADY_EXISTS,
                "%s \"%s\" already exists, the server was not able to generate a unique name for the object"
                        .formatted(resource, name),
                about(resource, name).withRetryAfter(1));
    }

    /** The name is taken by an object that is on its way out. */
    public static ApiException stillThere(ResourceName resource, String name) {
        return new ApiException(
                Reason.ALREADY_EXISTS,
                "object is being deleted: %s \"%s\" already exists".formatted(resource, name),
                about(resource, name));
    }

    public static ApiException modified(ResourceName resource, String name) {
        return conflict(
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    /** Server-side apply's conflict: one cause per field that somebody else owns. */
    public static ApiException applyConflict(String message, List<Cause> causes) {
        return new ApiException(Reason.CONFLICT, message, Details.NONE.withCauses(causes));
    }

    public static ApiException forbidden(ResourceName resource, String name, String why) {
        String subject =
                name.isEmpty() ? resource + " is forbidden" : "%s \"%s\" is forbidden".formatted(resource, name);
        return new ApiException(Reason.FORBIDDEN, subject + ": " + why, about(resource, name));
    }

    public static ApiException forbidden(ResourceName resource, String name, String why, Cause cause) {
        ApiException plain = forbidden(resource, name, why);
        return new ApiException(
                Reason.FORBIDDEN,
                String.valueOf(plain.getMessage()),
                plain.details().withCauses(List.of(cause)));
    }

    public static ApiException forbiddenPath(String message) {
        return plain(Reason.FORBIDDEN, message);
    }

    /** The object breaks its schema or the rules of its kind. */
    public static ApiException invalid(String group, String kind, String name, List<Cause> causes) {
        String what = group.isEmpty() ? kind : kind + "." + group;
        List<String> texts = causes.stream().map(Cause::inMessage).distinct().toList();
        String joined =
                texts.size() == 1 ? texts.getFirst() : texts.stream().collect(Collectors.joining(", ", "[", "]"));
        return new ApiException(
                Reason.INVALID,
                "%s \"%s\" is invalid: %s".formatted(what, name, joined),
                new Details(group, kind, name, "", causes, 0));
    }

    /** A patch that could not be applied, e.g. a JSON patch whose test fails. */
    public static ApiException unprocessable(String message) {
        return new ApiException(
                Reason.INVALID,
                "the server rejected our request due to an error in our request",
                Details.NONE.withCauses(List.of(new Cause("UnexpectedServerResponse", message, ""))));
    }

    public static ApiException badRequest(String message) {
        return plain(Reason.BAD_REQUEST, message);
    }

    public static ApiException unauthorized() {
        return plain(Reason.UNAUTHORIZED, "Unauthorized");
    }

    public static ApiException methodNotAllowed() {
        return plain(Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
    }

    /** @param verb in the words of authorization, e.g. {@code create} */
    public static ApiException notSupported(ResourceName resource, String verb) {
        return new ApiException(
                Reason.METHOD_NOT_ALLOWED,
                "%s is not supported on resources of kind \"%s\"".formatted(verb, resource),
                about(resource, ""));
    }

    public static ApiException notAcceptable(String supported) {
        return plain(Reason.NOT_ACCEPTABLE, "only the following media types are accepted: " + supported);
    }

    public static ApiException unsupportedMediaType(String supported) {
        return plain(
                Reason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include: " + supported);
    }

    public static ApiException tooLarge(long limit) {
        return plain(Reason.TOO_LARGE, "Request entity too large: limit is " + limit);
    }

    public static ApiException expired(String message) {
        return plain(Reason.EXPIRED, message);
    }

    /**
     * The version of a list's first page is no longer known.
     *
     * @param token goes on with what is there now
     */
    public static ApiException continueExpired(String token) {
        return plain(
                        Reason.EXPIRED,
                        "The provided continue parameter is too old to display a consistent list result. You can start a"
                                + " new list without the continue parameter, or use the continue token in this response to"
                                + " retrieve the remainder of the results. Continuing with the provided token results in an"
                                + " inconsistent list - objects that were created, modified, or deleted between the time the"
                                + " first chunk was returned and now may show up in the list.")
                .withContinue(token);
    }

    /** The caller has seen a newer version than this server has. */
    public static ApiException versionAhead(long asked, long current) {
        return new ApiException(
                Reason.TIMEOUT,
                "Timeout: Too large resource version: %d, current: %d".formatted(asked, current),
                Details.NONE
                        .withCauses(List.of(new Cause("ResourceVersionTooLarge", "Too large resource version", "")))
                        .withRetryAfter(1));
    }

    public static ApiException unavailable(String message, int retryAfterSeconds) {
        return new ApiException(Reason.SERVICE_UNAVAILABLE, message, Details.NONE.withRetryAfter(retryAfterSeconds));
    }

    /** Something broke on our side; the reason is in the log under the id, never in the answer. */
    public static ApiException internal(String id) {
        return new ApiException(
                Reason.INTERNAL_ERROR,
                "Internal error occurred: the request could not be completed (incident %s)".formatted(id),
                Details.NONE.withRetryAfter(1));
    }
}
