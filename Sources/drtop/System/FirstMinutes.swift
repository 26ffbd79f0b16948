/// What the program says where no settings are: one screen, and what to do next.
enum FirstMinutes {
    static func text(_ places: [String]) -> String {
        """
        no settings: none of \(places.joined(separator: ", ")) is there; what to do:

          drtop demo             look around first: two clusters of real redis-server processes on
                                 this machine, callers that write, and a menu to injure them
          drtop settings init    write ./drtop.yaml: asks for addresses, and finds roles and pairs
                                 by asking the servers themselves; it changes nothing on them
          drtop check --online drtop.yaml
                                 every fault at once, and whether drtop can do its work there
          drtop drtop.yaml       the dashboard

        drtop watches a primary cluster and its backups, and fails over when you confirm it.
        """
    }
}
