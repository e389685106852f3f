package dev.windrose.agent;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The agent in a member whose API is ours, as in the simulated fleet. */
class MemberAgentOnKubeApiIT extends MemberAgentContract {
    @TempDir
    private static Path folder;

    private static InMemoryMember server;

    @BeforeAll
    static void startServer() {
        server = new InMemoryMember(folder);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    Path kubeconfig() {
        return server.kubeconfig();
    }
}
