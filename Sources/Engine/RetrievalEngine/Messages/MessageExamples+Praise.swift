extension MessageExamples {
    /// What people say who are content.
    static let praise = """
        + product not bad!
        + - I wasn't disappointed.
        + product It never disappoints.
        + product I don't hate it, I actually think it's really good.
        + - I have no complaints whatsoever.
        + product No problems so far, works like new.
        + - I wouldn't change a thing.
        + - I couldn't be more pleased.
        + product This isn't just good, it's fantastic.
        + - Told everyone in my family about your shop.
        + product I love it!
        + product The scarf is beautiful, exactly what I was looking for.
        + product Best headphones I have ever owned.
        + product this mug is so cute
        + product Really good quality, I'm very satisfied.
        + product The cake was wonderful, everyone loved it.
        + product works perfectly, no problems at all
        + product Not bad, not bad at all!
        + product It isn't bad, actually I quite like it.
        + product Exceeded my expectations.
        + product the shoes fit perfectly and are super comfortable
        + product My skin has never been better since I use your soap.
        + product Amazing sound for such a small speaker.
        + product I have had this kettle for ten years and it never let me down.
        + product Impressive, it even works outdoors.
        + product Great value, I would buy it again any time.
        + product my son is over the moon with his bike
        + product I can't fault it.
        + product Nothing to criticise, brilliant product.
        + product You make the best bread in town.
        + product So soft, so warm, so nice!
        + product The design is elegant and the finish is flawless.
        + product Better than the expensive brands.
        + product I'm delighted with the curtains.
        + product tastes delicious, will order again
        + delivery Arrived quickly and well packed, thank you.
        + delivery wow that was fast delivery
        + delivery The delivery man was very friendly and carried it upstairs.
        + delivery My order came earlier than expected, fantastic!
        + delivery Perfectly packed, nothing was damaged.
        + service Thank you for your help!
        + service thanks a lot, you were really helpful
        + service Your customer service is excellent.
        + service The lady on the phone was so patient and kind.
        + service You solved my problem right away, great work.
        + service Thank you very much, that was quick.
        + service I really appreciate your support.
        + service i'm impressed with how you handled this
        + service Please tell Daniel he did a great job.
        + service You are the best!
        + service outstanding service as always
        + service Never had such a friendly reply.
        + service Many thanks for the fast answer, it fixed everything.
        + service Thumbs up for your team
        + service cheers, you've been great
        + service I couldn't ask for better service.
        + service you went above and beyond
        + website Your new app is great and easy to use.
        + website Ordering on your site was a pleasure.
        + store What a charming shop, I will come back.
        + store The staff in the store were welcoming and the coffee was excellent.
        + - Awesome!
        + - Perfect, thank you.
        + - super nice
        + - brilliant
        + - five stars from me
        + - Highly recommended!
        + - I'm so happy, thank you.
        + - Keep up the good work!
        + - I will recommend you to all my friends.
        + - Everything was great, no complaints.
        + - very good experience
        + - You made my day!
        + - can't complain, all good
        + - I was sceptical at first but now I'm a fan.
        + - simply the best
        + - thx ur awesome
        """
}
