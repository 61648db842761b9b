extension SentimentLexicon {
    static let positiveWords = """
        amazing appreciate appreciated awesome awesomely beautiful beautifully best better bravo brilliant
        brilliantly charming cheers comfortable comfy congrats congratulations cool cute delicious delight delighted
        delightful easy elegant enjoy enjoyed enjoying exceeded excellent excellently exceptional fab fabulous fan
        fantastic fast favorite favourite flawless flawlessly friendly fun gem generous genius glad good gorgeous
        grateful great handy happier happiest happy helpful honest impressed impressive improved improvement
        incredible incredibly kind kindly kudos legend like liked lovable love loved lovely loves loving magnificent
        marvellous marvelous neat nice nicely nicer outstanding patient perfect perfectly pleasant pleased pleasure
        polite praise prompt promptly quick quickly recommend recommended reliable remarkable rock rocks satisfied
        satisfying smooth smoothly soft splendid spotless stars stunning sturdy stylish success super superb superior
        sweet tasty terrific thankful thrilled tidy top treat trustworthy welcoming win wonderful wonderfully worth
        wow yummy
        😍 🥰 ❤ 👍 🎉 👏 💯 🤩
        """

    static let negativeWords = """
        absurd aggressive angry annoyed annoying appalling atrocious awful awfully bad badly blocked bored boring
        broke broken bug buggy bugs burned burning burnt cancelled careless cheap cheated clueless clumsy complain
        complaint complaints confused confusing crack cracked crap crappy crash crashed crashes crashing crooked
        crushed damage damaged dangerous dead defect defective defects dented despair died dies difficult dirty
        disappoint disappointed disappointing disappointment disappoints disaster disgrace disgraceful disgusted
        disgusting dishonest disrespectful dissatisfied dreadful dusty embarrassing endless error errors expired
        faded fail failed failing fails failure fake false faulty filthy flimsy fraud freezes freezing frustrated
        frustrating furious garbage ghastly gross hate hated hates hopeless horrendous horrible horribly horrid hurt
        hurts ignore ignored ignores ignoring impatient impolite impossible incompetent inedible inferior insult
        insulted insulting irritating jam jams joke junk lame late leak leaked leaking leaks liar lied lies loose
        lousy mad mess messy misleading missing mistake mistakes moldy mouldy nasty negligent nightmare noisy
        overcharged overcooked overheating overheats overpriced pathetic peeling pissed poor poorly problem problems
        rash refuse refused refuses regret ridiculous rip ripoff rotten rubbish rude ruined rusty sad sadly scam
        scandal scratch scratched scratches scratchy shabby sham shame shameful shattered shocking shrank sick sloppy
        slow smashed smell smells smelly snapped soaked spilled spoiled stained stale steal stink stinks stole stolen
        stuck stupid sucks tears terrible terribly terrified theft thief tired tore torn trash trouble ugly
        unacceptable unbelievable uncomfortable unfair unfriendly unhappy unhelpful unpleasant unprofessional
        unreliable unsafe unsatisfied unusable upset upsets upsetting useless waste wasted weak wobbles wobbly worse
        worst worthless wrong
        😡 😠 🤬 👎 😤 😞 😭 💔
        """

    /// Good whatever their words are by themselves, an apostrophe being a space.
    static let positivePhrases = """
        can t complain
        nothing to complain
        no complaints
        can t fault
        couldn t be happier
        could not be happier
        couldn t be better
        couldn t ask for
        could not ask for
        can t recommend enough
        can t stop
        can t wait
        can t get enough
        never let me down
        never lets me down
        never disappoints
        never disappointed
        no problem
        no problems
        no issues
        no regrets
        nothing to criticise
        nothing to criticize
        nothing bad to say
        like a charm
        thank you
        thanks
        thx
        well done
        good job
        great job
        made my day
        blown away
        over the moon
        above and beyond
        spot on
        top notch
        hands down
        second to none
        saved my day
        keep it up
        keep up the
        worth every penny
        worth the money
        10 10
        5 stars
        five stars
        can t say anything bad
        nothing wrong with
        quite the opposite
        """

    static let negativePhrases = """
        never again
        let me down
        let down
        lets me down
        fed up
        could be better
        could have been better
        should be better
        expected better
        expected more
        deserve better
        deserves better
        used to be good
        used to be better
        used to be great
        thanks for nothing
        thank you for nothing
        no thanks to
        too late
        too expensive
        too small
        too slow
        too loud
        too noisy
        fell off
        fell apart
        falling apart
        falls apart
        coming apart
        came off
        came apart
        gone downhill
        going downhill
        ripped off
        rip off
        waste of
        money back
        one star
        1 star
        zero stars
        not acceptable
        doesn t work
        does not work
        didn t work
        did not work
        don t work
        not working
        isn t working
        stopped working
        never worked
        won t work
        don t care
        doesn t care
        no one cares
        nobody cares
        nobody answers
        hung up on
        sick of
        tired of
        last time i
        had enough
        what a joke
        driving me crazy
        still waiting
        nobody came
        no answer
        no reply
        no response
        charged twice
        wrong item
        like plastic
        far from
        anything but
        less than
        hard to
        twice already
        """

    /// Neither, although they hold words that are.
    static let neutralPhrases = """
        would like
        i d like
        like to
        we d like
        looks like
        look like
        feels like
        feel like
        something like
        what s wrong
        good morning
        good afternoon
        good evening
        good day
        nice to meet
        nice day
        great day
        hope you
        how long
        no thank you
        no thanks
        ok thanks
        okay thanks
        thanks bye
        thank you bye
        thanks in advance
        thank you in advance
        best price
        better price
        which is better
        is better for
        best for
        sample
        kind of
        a kind
        what kind
        missing the
        never mind
        me a joke
        good to know
        like this
        wrong chat
        wrong window
        wrong number
        can t believe
        cannot believe
        better ones
        better one
        good discount
        good price
        best size
        the best way
        """
}
