package dev.windrose.hub.member;

import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetObjects;
import dev.windrose.hub.link.LinkSessions;
import dev.windrose.hub.link.LogUploads;
import dev.windrose.hub.link.LogUploads.Ticket;
import dev.windrose.hub.rest.Call;
import dev.windrose.hub.rest.Outflow;
import dev.windrose.hub.rest.Problem;
import dev.windrose.protocol.ClusterName;
import dev.windrose.protocol.HubMessage;
import dev.windrose.protocol.PresenceState;
import dev.windrose.wire.LinkApi;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The log of a pod, from its member to whoever asked: the hub asks over the link, the agent uploads by HTTPS, and the bytes
 * go through as fast as the reader takes them. When the reader leaves, the hub hangs up on the agent.
 */
@ApplicationScoped
public class PodLogs {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int AT_ONCE_PER_MEMBER = 8;

    private final FleetObjects objects;
    private final MemberReports reports;
    private final LinkSessions sessions;
    private final LogUploads uploads;
    private final Map<ClusterName, Semaphore> slots = new ConcurrentHashMap<>();

    public PodLogs(FleetObjects objects, MemberReports reports, LinkSessions sessions, LogUploads uploads) {
        this.objects = objects;
        this.reports = reports;
        this.sessions = sessions;
        this.uploads = uploads;
    }

    void answer(Call call) throws InterruptedException {
        var name = call.parameter("name");
        if (!ClusterName.isValid(name)
                || objects.find(FleetKinds.MEMBERS, "", name).isEmpty()) {
            throw Problem.notFound("/api/v1/members/" + name);
        }
        var member = new ClusterName(name);
        var slot = slots.computeIfAbsent(member, _ -> new Semaphore(AT_ONCE_PER_MEMBER));
        if (!slot.tryAcquire()) {
            throw Problem.of(
                    429,
                    "too-many-logs",
                    "Too many logs are read",
                    "%d logs of member %s are read at the moment. End one of them."
                            .formatted(AT_ONCE_PER_MEMBER, name));
        }
        var ticket = uploads.expect(member);
        try {
            ask(call, member, ticket);
            relay(call, name, upload(member, ticket));
        } finally {
            uploads.forget(ticket);
            slot.release();
        }
    }

    private void ask(Call call, ClusterName member, Ticket ticket) {
        var request = new HubMessage.PodLog(
                ticket.id(),
                call.parameter("namespace"),
                call.parameter("pod"),
                call.query("container").orElse(""),
                call.flag("follow"),
                call.count("tailLines").orElse(-1),
                call.count("sinceSeconds").orElse(-1));
        var facts = reports.facts(member.value());
        var speaks = reports.features(member).contains(HubMessage.POD_LOGS);
        if (!speaks && !facts.agentVersion().isEmpty() && facts.presence() == PresenceState.PRESENT) {
            throw Problem.of(
                    501,
                    "agent-too-old",
                    "The member's agent cannot send logs",
                    "The agent of %s is of version %s, which has no logs. Upgrade it."
                            .formatted(member, facts.agentVersion()));
        }
        if (!speaks || !sessions.ask(member, request)) {
            throw away(member, "has no session with this hub (presence %s)".formatted(facts.presence()));
        }
    }

    private HttpServerRequest upload(ClusterName member, Ticket ticket) throws InterruptedException {
        try {
            return ticket.upload().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            var presence = reports.facts(member.value()).presence();
            throw Problem.of(
                    504,
                    "agent-silent",
                    "The member did not answer",
                    "The agent of %s was asked and sent nothing within %d s (presence %s). Try again; see kubectl describe membercluster %s."
                            .formatted(member, PATIENCE.toSeconds(), presence, member));
        } catch (ExecutionException e) {
            throw new IllegalStateException("an upload never fails before it came", e);
        }
    }

    private static Problem away(ClusterName member, String how) {
        return Problem.of(
                503,
                "agent-away",
                "The member is away",
                "The agent of %s %s. Its logs are in the cluster itself; or try again when it is Connected."
                        .formatted(member, how));
    }

    private static void relay(Call call, String member, HttpServerRequest upload) throws InterruptedException {
        var source = new UploadReader(upload);
        var status = String.valueOf(upload.getHeader(LinkApi.LOG_STATUS));
        if (!status.equals("200")) {
            var why = source.whole(PATIENCE).toString(StandardCharsets.UTF_8);
            source.answer();
            throw refused(member, status, why);
        }
        var out = call.stream("text/plain; charset=utf-8");
        out.onGone(source::stop);
        try {
            copy(source, out);
        } finally {
            out.end();
        }
    }

    private static void copy(UploadReader source, Outflow out) throws InterruptedException {
        var until = System.nanoTime() + LONGEST.toNanos();
        for (var left = LONGEST; left.isPositive(); left = Duration.ofNanos(until - System.nanoTime())) {
            var chunk = source.next(left);
            if (chunk.isEmpty()) {
                source.answer();
                return;
            }
            if (!out.write(chunk.get())) {
                break;
            }
        }
        source.hangUp();
    }

    /** What the member said, with the member's own words. */
    private static Problem refused(String member, String status, String why) {
        return switch (status) {
            case "404" -> Problem.of(404, "no-such-pod", "There is no such pod", "%s: %s.".formatted(member, why));
            case "400" -> Problem.of(400, "bad-request", "The log cannot be read so", "%s: %s".formatted(member, why));
            case "429" -> Problem.of(429, "too-many-logs", "Too many logs are read", "%s: %s.".formatted(member, why));
            default ->
                Problem.of(
                        502,
                        "member-failed",
                        "The member could not give the log",
                        "The API server of %s answered %s: %s. Maybe the node's kubelet cannot be reached."
                                .formatted(member, status, why));
        };
    }
}
