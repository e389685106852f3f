package dev.windrose.agent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.windrose.testing.KubeApiServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The agent in a member whose API is a real kube-apiserver. */
class MemberAgentOnApiServerIT extends MemberAgentContract {
    private static KubeApiServer server;

    @BeforeAll
    static void startServer() {
        KubeApiServer.unavailable().ifPresent(why -> assumeTrue(false, why));
        server = KubeApiServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    Path kubeconfig() {
        return server.kubeconfig();
    }
}
