package dev.windrose.local.state;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports on loopback. */
public final class Ports {
    /**
     * Below the range that systems hand out to outgoing connections (32768 and up on Linux, 49152 and up elsewhere): a
     * port that is remembered for the next start must not be taken by somebody's outgoing connection meanwhile.
     */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int TRIES = 200;
    private static final int CONNECT_MILLIS = 500;

    private Ports() {}

    public static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether somebody listens. Other than {@link #isFree} it binds nothing, so it may be asked while a server is about to
     * take the port.
     */
    public static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws FleetException when none is found in many tries */
    public static int free() {
        return freeBut(List.of());
    }

    /** @param promised ports that are given away already, though nobody listens on them yet */
    public static int freeBut(Collection<Integer> promised) {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (!promised.contains(port) && isFree(port)) {
                return port;
            }
        }
        throw new FleetException("No free port between %d and %d was found on 127.0.0.1.".formatted(LOWEST, HIGHEST));
    }
}
