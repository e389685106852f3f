package dev.windrose.agent.apply;

import dev.windrose.protocol.SectionName;
import java.util.Optional;

/** Where ledgers are made to outlive the agent. */
public interface Journal {

    /** The section's ledger changed: write it soon. Returns at once. */
    void changed(SectionName section);

    /**
     * Blocks until what the section's ledger wants at the time of this call, or something newer, is durable: its objects, and
     * that the others are to be removed. Which of these are gone by now may be missing. Asked before something is deleted.
     * Answers why it is not durable; empty when it is.
     */
    Optional<String> ensureDurable(SectionName section);
}
