package dev.windrose.hub.placement;

import dev.windrose.hub.fleet.FleetKinds;
import dev.windrose.hub.fleet.FleetMirror;
import dev.windrose.hub.member.MemberReports;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The members as the planner sees them: what is written of them, with what their agents last said. */
@ApplicationScoped
public class Members {
    private final FleetMirror objects;
    private final MemberReports reports;

    public Members(FleetMirror objects, MemberReports reports) {
        this.objects = objects;
        this.reports = reports;
    }

    List<StockOuts.Member> list(boolean heedPauses) {
        return objects.list(FleetKinds.MEMBERS).stream()
                .map(MemberObject::of)
                .map(member -> {
                    var facts = reports.facts(member.id().value());
                    var provisioning = facts.extras().provisioning();
                    var view = member.view(
                            facts.plannersPresence(),
                            facts.nodes(),
                            facts.inventoryAge(),
                            Refusals.pools(provisioning),
                            heedPauses);
                    return new StockOuts.Member(
                            view, member.account(), Refusals.of(view, member.account(), provisioning));
                })
                .toList();
    }
}
