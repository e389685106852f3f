package dev.windrose.local;

import dev.windrose.local.cli.FleetCommand;

/** What the script {@code fleet} hands over to. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(FleetCommand.run(arguments));
    }
}
