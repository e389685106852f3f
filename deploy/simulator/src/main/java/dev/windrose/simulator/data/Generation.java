package dev.windrose.simulator.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.data.ModelServer.Call;
import dev.windrose.simulator.json.Json;
import dev.windrose.simulator.world.Templates;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes answers at the pace of a model, whole or as a stream of server-sent events. */
final class Generation {
    private static final int DEFAULT_MAX_TOKENS = 256;
    private static final int ID_LENGTH = 24;
    private static final double NANOS = 1e9;

    private final Vertx vertx;
    private final Pace pace;
    private final EngineMetrics metrics;

    Generation(Vertx vertx, Pace pace, EngineMetrics metrics) {
        this.vertx = vertx;
        this.pace = pace;
        this.metrics = metrics;
    }

    void complete(Call call) {
        boolean chat = call.path().startsWith("/v1/chat");
        String question = chat
                ? Reply.question(call.body().path("messages"))
                : prompt(call.body().path("prompt"));
        int most = Json.integer(call.body(), 0, "max_completion_tokens");
        int maxTokens = most > 0 ? most : Json.integer(call.body(), DEFAULT_MAX_TOKENS, "max_tokens");
        String name = call.model().names().getFirst();
        Reply reply = Reply.to(name, call.backend().name(), question, Math.max(1, maxTokens));
        String id = (chat ? "chatcmpl-" : "cmpl-") + Templates.shortHash(name + question, ID_LENGTH);
        new Run(call, reply, chat, id).start();
    }

    private static String prompt(JsonNode prompt) {
        return prompt.isTextual()
                ? prompt.asText()
                : String.join(" ", prompt.valueStream().map(JsonNode::asText).toList());
    }

    void embed(Call call) {
        JsonNode input = call.body().path("input");
        List<String> texts = new ArrayList<>();
        if (input.isTextual()) {
            texts.add(input.asText());
        }
        input.forEach(text -> texts.add(text.asText()));
        ObjectNode body = Json.object()
                .put("object", "list")
                .put("model", call.model().names().getFirst());
        ArrayNode data = body.putArray("data");
        int tokens = 0;
        for (String text : texts) {
            tokens += Reply.tokens(text);
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            entry.set("embedding", Reply.embedding(text));
        }
        body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        ModelMetrics engine = metrics.of(call.backend().uid());
        engine.started();
        int counted = tokens;
        later(pace.firstToken(), () -> {
            double seconds = pace.firstToken().toNanos() / NANOS;
            engine.ended(counted, 0, seconds, seconds);
            ModelServer.json(call.request(), 200, body);
        });
    }

    private void later(Duration delay, Runnable task) {
        if (delay.toMillis() == 0) {
            task.run();
        } else {
            vertx.setTimer(delay.toMillis(), _ -> task.run());
        }
    }

    /** One answer in the making. */
    private final class Run {
        private final Call call;
        private final Reply reply;
        private final boolean chat;
        private final String id;
        private final ModelMetrics engine;
        private final HttpServerResponse response;
        private final long started = System.nanoTime();
        private final long createdSeconds = System.currentTimeMillis() / 1000;
        private long firstTokenAt = started;
        private boolean over;

        Run(Call call, Reply reply, boolean chat, String id) {
            this.call = call;
            this.reply = reply;
            this.chat = chat;
            this.id = id;
            this.engine = metrics.of(call.backend().uid());
            this.response = call.request().response();
        }

        void start() {
            engine.started();
            response.exceptionHandler(_ -> abort());
            response.closeHandler(_ -> abort());
            boolean stream = call.body().path("stream").asBoolean();
            if (stream) {
                response.setChunked(true).putHeader("content-type", "text/event-stream; charset=utf-8");
            }
            later(pace.firstToken(), () -> {
                firstTokenAt = System.nanoTime();
                if (stream) {
                    next(0);
                } else {
                    later(pace.perToken().multipliedBy(reply.words().size()), this::whole);
                }
            });
        }

        private void abort() {
            if (!over) {
                over = true;
                engine.aborted();
            }
        }

        private void finish() {
            over = true;
            long now = System.nanoTime();
            engine.ended(
                    reply.promptTokens(),
                    reply.words().size(),
                    (firstTokenAt - started) / NANOS,
                    (now - started) / NANOS);
        }

        private void whole() {
            if (over) {
                return;
            }
            ObjectNode body = head(chat ? "chat.completion" : "text_completion");
            ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
            if (chat) {
                choice.putObject("message").put("role", "assistant").put("content", reply.text());
            } else {
                choice.put("text", reply.text());
            }
            choice.put("finish_reason", reply.finishReason());
            body.set("usage", usage());
            finish();
            ModelServer.json(call.request(), 200, body);
        }

        private void next(int index) {
            if (over) {
                return;
            }
            if (index == reply.words().size()) {
                end();
                return;
            }
            ObjectNode event = head(chat ? "chat.completion.chunk" : "text_completion");
            ObjectNode choice = event.putArray("choices").addObject().put("index", 0);
            if (chat) {
                ObjectNode delta = choice.putObject("delta");
                if (index == 0) {
                    delta.put("role", "assistant");
                }
                delta.put("content", reply.words().get(index));
            } else {
                choice.put("text", reply.words().get(index));
            }
            boolean last = index + 1 == reply.words().size();
            choice.put("finish_reason", last ? reply.finishReason() : null);
            send(event.toString());
            later(pace.perToken(), () -> next(index + 1));
        }

        private void end() {
            if (Json.at(call.body(), "stream_options", "include_usage").asBoolean()) {
                ObjectNode event = head(chat ? "chat.completion.chunk" : "text_completion");
                event.putArray("choices");
                event.set("usage", usage());
                send(event.toString());
            }
            finish();
            send("[DONE]");
            response.end();
        }

        private void send(String data) {
            response.write("data: " + data + "\n\n");
        }

        private ObjectNode head(String object) {
            ObjectNode made = Json.object().put("id", id).put("object", object);
            return made.put("created", createdSeconds)
                    .put("model", call.model().names().getFirst());
        }

        private ObjectNode usage() {
            int generated = reply.words().size();
            ObjectNode usage = Json.object().put("prompt_tokens", reply.promptTokens());
            return usage.put("completion_tokens", generated).put("total_tokens", reply.promptTokens() + generated);
        }
    }
}
