package dev.windrose.agent;

import dev.windrose.agent.apply.DesiredObject;
import dev.windrose.agent.apply.SectionLedger;
import dev.windrose.protocol.Body;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.ObjectResult;
import dev.windrose.protocol.SectionName;
import dev.windrose.wire.member.Desired;
import dev.windrose.wire.member.DesiredStateHandler;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Hands what the link received to the applier. */
@Singleton
final class DesiredStateAdapter implements DesiredStateHandler {
    private final MemberAgent agent;

    DesiredStateAdapter(MemberAgent agent) {
        this.agent = agent;
    }

    @Override
    public Set<SectionName> sections() {
        return Set.of(SectionName.WORKLOADS);
    }

    @Override
    public Held held(SectionName section) {
        SectionLedger ledger = agent.restored().ledger(section);
        return new Held(ledger.generation(), ledger.manifest());
    }

    @Override
    public Optional<Body> body(SectionName section, Digest digest) {
        return agent.restored().ledger(section).objects().values().stream()
                .filter(object -> object.digest().equals(digest))
                .findFirst()
                .map(DesiredObject::body)
                .map(Body::new);
    }

    @Override
    public List<ObjectResult> apply(Desired desired) {
        agent.restored();
        Map<Digest, String> bodies = new HashMap<>();
        desired.upserts().values().forEach(body -> bodies.put(body.digest(), body.json()));
        List<ObjectResult> results =
                agent.applier().advance(desired.section(), desired.generation(), desired.result(), bodies);
        if (desired.complete()) {
            agent.applier().fullPass(); // what is ours and in no manifest goes as well
        }
        return results;
    }
}
