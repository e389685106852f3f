package dev.windrose.kubeapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.json.Body;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.resource.ResourceDescriptor;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.service.KubeService;
import dev.windrose.kubeapi.service.KubeService.PatchRequest;
import dev.windrose.kubeapi.service.ListRequest;
import dev.windrose.kubeapi.service.Outcome;
import dev.windrose.kubeapi.service.PatchType;
import dev.windrose.kubeapi.service.WriteOptions;
import dev.windrose.kubeapi.status.Failures;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The verbs on collections and objects. */
final class ResourceRoutes {
    private final KubeService service;
    private final Access access;
    private final WatchRoute watches;
    private final ListWriter lists;

    ResourceRoutes(KubeService service, Access access) {
        this.service = service;
        this.access = access;
        this.watches = new WatchRoute(service);
        this.lists = new ListWriter(service.clock());
    }

    /** One request for a kind. */
    record Call(Exchange exchange, Caller caller, RequestPath.Resource path, ResourceDescriptor resource) {
        Representation representation() {
            return Representation.of(resource, path.version(), exchange);
        }

        Optional<String> scope() {
            return path.namespace().isEmpty() ? Optional.empty() : Optional.of(path.namespace());
        }
    }

    /** What the request wants to do, in the words of authorization. */
    static String verb(Exchange exchange, RequestPath.Resource path) {
        boolean collection = path.name().isEmpty();
        return switch (exchange.request().method().name()) {
            case "GET", "HEAD" ->
                exchange.query().flag("watch") && path.subresource().isEmpty() ? "watch" : collection ? "list" : "get";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> collection ? "deletecollection" : "delete";
            default -> throw Failures.methodNotAllowed();
        };
    }

    void serve(Exchange exchange, Caller caller, RequestPath.Resource path, String verb) {
        ResourceDescriptor resource = service.registry()
                .find(path.group(), path.version(), path.plural())
                .orElseThrow(Failures::noSuchPath);
        if (!resource.namespaced() && !path.namespace().isEmpty()) {
            throw Failures.noSuchPath();
        }
        if (resource.readOnly() && !resource.verbs().contains(verb)) {
            throw Failures.methodNotAllowed();
        }
        var call = new Call(exchange, caller, path, resource);
        if (resource.namespaced()
                && path.namespace().isEmpty()
                && !List.of("list", "watch").contains(verb)) {
            throw path.name().isEmpty() ? Failures.methodNotAllowed() : Failures.noSuchPath();
        }
        switch (verb) {
            case "list" -> list(call);
            case "watch" -> watches.watch(call);
            case "get" -> get(call);
            case "create" -> Bodies.read(exchange, bytes -> create(call, bytes));
            case "update" -> Bodies.read(exchange, bytes -> update(call, bytes));
            case "patch" -> Bodies.read(exchange, bytes -> patch(call, bytes));
            case "delete" -> Bodies.read(exchange, bytes -> delete(call, bytes));
            case "deletecollection" -> Bodies.read(exchange, bytes -> deleteCollection(call, bytes));
            default -> throw Failures.methodNotAllowed();
        }
    }

    private void list(Call call) {
        Representation representation = call.representation();
        ListRequest request =
                ListOptions.forList(call.resource(), call.exchange().query()).request(call.scope());
        call.exchange()
                .then(
                        service.list(call.resource(), request),
                        found -> lists.send(call.exchange(), representation, found));
    }

    private void get(Call call) {
        RequestPath.Resource path = call.path();
        long version = ListOptions.version(call.exchange().query().text("resourceVersion"));
        CompletionStage<ObjectNode> found = switch (path.subresource()) {
            case "" -> service.get(call.resource(), path.namespace(), path.name());
            case "status" -> {
                if (!call.resource().hasStatusSubresource()) {
                    throw Failures.noSuchPath();
                }
                yield service.get(call.resource(), path.namespace(), path.name());
            }
            case "scale" -> service.getScale(call.resource(), path.namespace(), path.name());
            default -> throw Failures.noSuchPath();
        };
        Representation representation = call.representation();
        call.exchange()
                .then(
                        version == 0 ? found : service.reached(version).thenCompose(_ -> found),
                        object -> call.exchange()
                                .send(
                                        200,
                                        representation.single(
                                                object, service.clock().instant())));
    }

    private void create(Call call, byte[] bytes) {
        if (!call.path().name().isEmpty()) {
            throw call.path().subresource().isEmpty() ? Failures.methodNotAllowed() : notSupported(call, "create");
        }
        Body body = typed(call, bytes);
        WriteOptions options = WriteParameters.options(call, "CreateOptions");
        answer(call, options, service.create(call.resource(), call.path().namespace(), body, options));
    }

    /** An object that says what it is; of a built-in kind it need not. */
    private static Body typed(Call call, byte[] bytes) {
        ResourceDescriptor resource = call.resource();
        Body body = Bodies.object(call.exchange(), bytes, ProtobufShape.of(resource));
        if (resource.builtIn() || !body.value().isObject()) {
            return body;
        }
        if (Json.text(body.value(), "kind").isEmpty()) {
            throw Failures.badRequest(
                    "the object provided is unrecognized (must be of type %s): Object 'Kind' is missing"
                            .formatted(resource.kind()));
        }
        if (Json.text(body.value(), "apiVersion").isEmpty()) {
            throw Failures.badRequest("the API version in the data () does not match the expected API version (%s)"
                    .formatted(resource.apiVersion()));
        }
        return body;
    }

    /** A verb that a subresource does not have; 404 when there is no such subresource. */
    private static RuntimeException notSupported(Call call, String verb) {
        return isServed(call) ? Failures.notSupported(call.resource().name(), verb) : Failures.noSuchPath();
    }

    private static boolean isServed(Call call) {
        return switch (call.path().subresource()) {
            case "status" -> call.resource().hasStatusSubresource();
            case "scale" -> call.resource().scale().isPresent();
            case "finalize" -> call.resource().name().equals(ResourceRegistry.NAMESPACES);
            default -> false;
        };
    }

    private void update(Call call, byte[] bytes) {
        RequestPath.Resource path = call.path();
        if (path.name().isEmpty()) {
            throw Failures.methodNotAllowed();
        }
        if (!path.subresource().isEmpty() && !isServed(call)) {
            throw Failures.noSuchPath();
        }
        Body body = path.subresource().equals("scale")
                ? Bodies.object(call.exchange(), bytes, ProtobufShape.SCALE)
                : typed(call, bytes);
        WriteOptions options = WriteParameters.options(call, "UpdateOptions");
        answer(
                call,
                options,
                service.update(call.resource(), path.subresource(), path.namespace(), path.name(), body, options));
    }

    private void patch(Call call, byte[] bytes) {
        RequestPath.Resource path = call.path();
        if (path.name().isEmpty()) {
            throw Failures.methodNotAllowed();
        }
        String mediaType = Bodies.mediaType(call.exchange());
        PatchType type = Arrays.stream(PatchType.values())
                .filter(known -> known.mediaType().equals(mediaType))
                .findFirst()
                .orElseThrow(() -> Failures.unsupportedMediaType(
                        PatchType.accepted(call.resource().builtIn())));
        WriteOptions options = WriteParameters.patchOptions(call, type);
        boolean force = call.exchange().query().flag("force");
        var request = new PatchRequest(type, Bodies.parse(bytes, type == PatchType.APPLY), force);
        CompletionStage<Outcome> outcome = mayCreate(call, type)
                .thenCompose(_ -> service.patch(
                        call.resource(), path.subresource(), path.namespace(), path.name(), request, options));
        answer(call, options, outcome);
    }

    /** An apply of what does not exist is a create: the caller needs that right too. */
    private CompletionStage<Boolean> mayCreate(Call call, PatchType type) {
        RequestPath.Resource path = call.path();
        if (type != PatchType.APPLY || !path.subresource().isEmpty()) {
            return CompletableFuture.completedStage(true);
        }
        return service.find(call.resource(), path.namespace(), path.name())
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedStage(true)
                        : access.require(call.caller(), "create", path));
    }

    private void answer(Call call, WriteOptions options, CompletionStage<Outcome> outcome) {
        Representation representation = call.representation();
        call.exchange().then(outcome, done -> {
            boolean created = done.kind() == Outcome.Kind.CREATED;
            boolean secret =
                    created && !options.dryRun() && !options.disclosure().isEmpty();
            ObjectNode object = secret ? options.disclosure().onto(done.object()) : done.object();
            if (secret) {
                call.exchange().holdBack();
            }
            call.exchange()
                    .send(
                            created ? 201 : 200,
                            representation.single(object, service.clock().instant()),
                            done.warnings());
        });
    }

    private void delete(Call call, byte[] bytes) {
        RequestPath.Resource path = call.path();
        if (!path.subresource().isEmpty()) {
            throw notSupported(call, "delete");
        }
        var asked = DeleteParameters.of(call, bytes);
        Representation representation = call.representation();
        var deletion =
                service.delete(call.resource(), path.namespace(), path.name(), asked.conditions(), asked.options());
        call.exchange().then(deletion, done -> {
            ObjectNode shown = done.kind() == Outcome.Kind.DELETED
                    ? success(call.resource(), done.object())
                    : representation.single(done.object(), service.clock().instant());
            call.exchange().send(200, shown);
        });
    }

    private static ObjectNode success(ResourceDescriptor resource, ObjectNode gone) {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details").put("name", Json.name(gone));
        if (!resource.group().isEmpty()) {
            details.put("group", resource.group());
        }
        details.put("kind", resource.plural()).put("uid", Json.text(gone, "metadata", "uid"));
        return status;
    }

    private void deleteCollection(Call call, byte[] bytes) {
        var asked = DeleteParameters.of(call, bytes);
        ListRequest request =
                ListOptions.forList(call.resource(), call.exchange().query()).request(call.scope());
        Representation representation = call.representation();
        var deletion = service.deleteCollection(call.resource(), request, asked.conditions(), asked.options());
        call.exchange().then(deletion, gone -> lists.send(call.exchange(), representation, gone));
    }
}
