package dev.windrose.agent.link;

import dev.windrose.protocol.HubMessage;
import java.io.InputStream;

/** Where logs come from. Implemented by one bean; called on a virtual thread. */
public interface PodLogSource {
    /** What became of a request for a log. */
    sealed interface Opened {
        /** @param bytes closed by whoever reads them */
        record Log(InputStream bytes) implements Opened {}

        /**
         * There is none to send.
         *
         * @param code as HTTP would say it
         * @param why for people, in the words of the one who refused
         */
        record Refused(int code, String why) implements Opened {}
    }

    Opened open(HubMessage.PodLog request);
}
