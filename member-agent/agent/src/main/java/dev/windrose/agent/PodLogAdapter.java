package dev.windrose.agent;

import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.link.PodLogSource;
import dev.windrose.protocol.HubMessage;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Logs of the pods of our workloads, and of no others: whoever may ask the hub may not read the member's. */
@Singleton
final class PodLogAdapter implements PodLogSource {
    private final MemberAgent agent;

    PodLogAdapter(MemberAgent agent) {
        this.agent = agent;
    }

    @Override
    public Opened open(HubMessage.PodLog request) {
        if (!agent.runs(request.namespace(), request.pod())) {
            return new Opened.Refused(
                    404,
                    "no pod %s of a Windrose workload runs in namespace %s of this member"
                            .formatted(request.pod(), request.namespace()));
        }
        return switch (Member.get().api().log(path(request), request.follow())) {
            case KubeApi.Log.Open(var bytes) -> new Opened.Log(bytes);
            case KubeApi.Log.Refused(int code, String why) -> new Opened.Refused(code, why);
        };
    }

    /** Pod and namespace are names that the mirror knows, so they need no escaping. */
    static String path(HubMessage.PodLog request) {
        var path = new StringBuilder("/api/v1/namespaces/%s/pods/%s/log?follow=%b"
                .formatted(request.namespace(), request.pod(), request.follow()));
        if (!request.container().isEmpty()) {
            path.append("&container=").append(URLEncoder.encode(request.container(), StandardCharsets.UTF_8));
        }
        if (request.tailLines() >= 0) {
            path.append("&tailLines=").append(request.tailLines());
        }
        if (request.sinceSeconds() > 0) {
            path.append("&sinceSeconds=").append(request.sinceSeconds());
        }
        return path.toString();
    }
}
